import { GrowingBytes } from '../growing-bytes.ts'
import { looksLikeFrames, readFrameHeader } from './frame-header.ts'
import { DATA, END_STREAM, FRAME_HEADER_LENGTH, PADDED, PREFACE } from './messages.ts'
import type { FrameHeader } from './messages.ts'

/** Largest payload that is kept; DATA is never kept. */
export const MAX_KEPT_PAYLOAD = 262144

export interface FrameSink {
  /** `payload` is valid only during the call. */
  onFrame: (header: FrameHeader, payload: Buffer) => void
  /** A DATA frame is over; padding is not counted. */
  onData: (stream_id: number, body_bytes: number, end_stream: boolean) => void
  /** Frames are missing from here on: what was learnt of header compression is void. */
  onLost: () => void
  count: (counter: string) => void
}

type State =
  | { kind: 'preface'; matched: number }
  | { kind: 'header' }
  | { kind: 'payload'; header: FrameHeader }
  | { kind: 'skip'; header: FrameHeader; left: number; padding: number; padKnown: boolean }
  | { kind: 'searching' }

/** One direction of an HTTP/2 connection cut into frames, fed in any pieces. */
export class FrameStream {
  readonly #sink: FrameSink
  readonly #kept = new GrowingBytes(MAX_KEPT_PAYLOAD)
  #state: State
  #offset: number

  constructor(start: 'preface' | 'header' | 'searching', offset: number, sink: FrameSink) {
    this.#state = start === 'preface' ? { kind: start, matched: 0 } : { kind: start }
    this.#offset = offset
    this.#sink = sink
  }

  get heldBytes(): number {
    return this.#kept.heldBytes
  }

  push(offset: number, bytes: Uint8Array): void {
    if (offset > this.#offset) this.#gap(offset - this.#offset)
    const known = Math.max(0, this.#offset - offset)
    if (known >= bytes.length) return
    this.#offset = offset + bytes.length
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = known
    while (at < buffer.length) at = this.#step(buffer, at)
  }

  #step(bytes: Buffer, at: number): number {
    const state = this.#state
    switch (state.kind) {
      case 'preface':
        if (bytes[at] !== PREFACE[state.matched]) return this.#lose('malformed_http2', bytes.length)
        state.matched += 1
        if (state.matched === PREFACE.length) this.#state = { kind: 'header' }
        return at + 1
      case 'header':
        return this.#collect(bytes, at, FRAME_HEADER_LENGTH, (kept) => this.#startFrame(readFrameHeader(kept)))
      case 'payload':
        return this.#collect(bytes, at, state.header.length, (kept) => this.#handFrame(state.header, kept))
      case 'skip':
        return this.#skip(state, bytes, at)
      case 'searching':
        if (!looksLikeFrames(bytes.subarray(at))) return bytes.length
        this.#state = { kind: 'header' }
        return at
    }
  }

  /** Hands on `length` bytes, without a copy when they came in one piece. */
  #collect(bytes: Buffer, at: number, length: number, hand: (kept: Buffer) => void): number {
    if (this.#kept.length === 0 && bytes.length - at >= length) {
      hand(bytes.subarray(at, at + length))
      return at + length
    }
    const taken = this.#kept.append(bytes.subarray(at, at + length - this.#kept.length))
    if (this.#kept.length === length) {
      hand(this.#kept.view())
      this.#kept.clear()
    }
    return at + taken
  }

  #startFrame(header: FrameHeader): void {
    if (header.type === DATA || header.length > MAX_KEPT_PAYLOAD) {
      const padKnown = header.type !== DATA || (header.flags & PADDED) === 0
      this.#state = { kind: 'skip', header, left: header.length, padding: 0, padKnown }
      if (header.type !== DATA) {
        this.#sink.count('dropped_http2_frames')
        this.#sink.onLost()
      }
      if (header.length === 0) this.#endSkip(header, 0)
    } else if (header.length === 0) this.#handFrame(header, Buffer.alloc(0))
    else this.#state = { kind: 'payload', header }
  }

  #handFrame(header: FrameHeader, payload: Buffer): void {
    this.#state = { kind: 'header' }
    this.#sink.onFrame(header, payload)
  }

  #skip(state: Extract<State, { kind: 'skip' }>, bytes: Buffer, at: number): number {
    if (!state.padKnown) {
      state.padding = 1 + (bytes[at] ?? 0)
      state.padKnown = true
    }
    const taken = Math.min(state.left, bytes.length - at)
    state.left -= taken
    if (state.left === 0) this.#endSkip(state.header, state.padding)
    return at + taken
  }

  #endSkip(header: FrameHeader, padding: number): void {
    this.#state = { kind: 'header' }
    if (header.type !== DATA) return
    this.#sink.onData(header.stream_id, Math.max(0, header.length - padding), (header.flags & END_STREAM) !== 0)
  }

  #gap(length: number): void {
    const state = this.#state
    this.#offset += length
    if (state.kind === 'searching') return
    if (state.kind === 'skip' && state.left >= length) {
      state.left -= length
      state.padKnown = true
      if (state.left === 0) this.#endSkip(state.header, state.padding)
    } else this.#lose('dropped_http2_gaps', 0)
  }

  #lose(counter: string, next: number): number {
    this.#kept.clear()
    this.#state = { kind: 'searching' }
    this.#sink.count(counter)
    this.#sink.onLost()
    return next
  }
}
