import { MAX_HEAD_LENGTH } from '../exchange.ts'
import { GrowingBytes } from '../growing-bytes.ts'
import { MAX_KEPT_PAYLOAD } from './frame-stream.ts'
import { DEFAULT_TABLE_SIZE, HpackDecoder } from './hpack.ts'
import type { HeaderBlock } from './hpack.ts'
import { CONTINUATION, END_HEADERS, END_STREAM, HAS_PRIORITY, HEADERS, PADDED } from './messages.ts'
import type { FrameHeader } from './messages.ts'

/** Tables beyond this are not followed, whatever the peers agreed on. */
const MAX_TABLE_SIZE = 65536

export interface HeaderBlockSink {
  onHeaders: (stream_id: number, block: HeaderBlock, end_stream: boolean) => void
  count: (counter: string) => void
}

/** Joins HEADERS, PUSH_PROMISE and their CONTINUATIONs of one direction and decodes every one, wanted or not. */
export class HeaderBlocks {
  readonly #sink: HeaderBlockSink
  readonly #fragment = new GrowingBytes(MAX_KEPT_PAYLOAD)
  /** `told`: the block is longer than is kept, and its start was handed on. */
  #open: { stream_id: number; end_stream: boolean; wanted: boolean; told: boolean } | undefined
  #decoder: HpackDecoder
  #maxTableSize = MAX_TABLE_SIZE

  constructor(joinedLate: boolean, sink: HeaderBlockSink) {
    this.#sink = sink
    this.#decoder = this.#newDecoder(joinedLate)
  }

  /** Memory held: what is not decoded yet, and the table by its own measure. */
  get heldBytes(): number {
    return this.#fragment.heldBytes + this.#decoder.tableSize
  }

  /** From the decoding peer's SETTINGS; until those are seen any size goes. */
  announceTableSize(size: number): void {
    this.#maxTableSize = Math.min(MAX_TABLE_SIZE, Math.max(DEFAULT_TABLE_SIZE, size))
    this.#decoder.setMaxTableSize(this.#maxTableSize)
  }

  push(header: FrameHeader, payload: Buffer): void {
    if (header.type === CONTINUATION) {
      if (this.#open?.stream_id !== header.stream_id) this.#sink.count('malformed_http2')
      else this.#append(payload, header)
      return
    }
    if (this.#open !== undefined) this.#lose('malformed_http2')
    const fragment = fragmentOf(header, payload)
    if (fragment === undefined) {
      this.#lose('malformed_http2')
      return
    }
    const end_stream = (header.flags & END_STREAM) !== 0
    this.#open = { stream_id: header.stream_id, end_stream, wanted: header.type === HEADERS, told: false }
    this.#append(fragment, header)
  }

  /** A block was missed: later references into the table mean nothing to us. */
  forget(): void {
    this.#open = undefined
    this.#fragment.clear()
    this.#decoder = this.#newDecoder(true)
  }

  #append(fragment: Buffer, header: FrameHeader): void {
    const whole = (header.flags & END_HEADERS) !== 0
    if (this.#open?.told === true) {
      if (whole) this.#open = undefined
      return
    }
    if (whole && this.#fragment.length === 0) this.#decode(fragment)
    else if (this.#fragment.append(fragment) < fragment.length) this.#cutOff(whole)
    else if (whole) this.#decode(this.#fragment.view())
  }

  #decode(block: Buffer): void {
    const open = this.#open
    this.#open = undefined
    const decoded = this.#decoder.decode(block)
    this.#fragment.clear()
    if (decoded.state !== 'complete') this.#lose('malformed_http2')
    else if (open?.wanted === true) this.#sink.onHeaders(open.stream_id, decoded.value, open.end_stream)
  }

  /** A flood of CONTINUATIONs: the request is told as far as it is kept. */
  #cutOff(whole: boolean): void {
    const open = this.#open
    const block = this.#decoder.decodeStart(this.#fragment.view())
    this.#lose('dropped_http2_header_blocks')
    if (open?.wanted === true) this.#sink.onHeaders(open.stream_id, block, open.end_stream)
    if (open !== undefined && !whole) this.#open = { ...open, told: true }
  }

  #lose(counter: string): void {
    this.#sink.count(counter)
    this.forget()
  }

  #newDecoder(joinedLate: boolean): HpackDecoder {
    return new HpackDecoder({ maxTableSize: this.#maxTableSize, maxListSize: MAX_HEAD_LENGTH, joinedLate })
  }
}

/** The block fragment without padding, priority (RFC 9113 section 6.2) or promised stream (section 6.6). */
function fragmentOf(header: FrameHeader, payload: Buffer): Buffer | undefined {
  let start = 0
  let padding = 0
  if ((header.flags & PADDED) !== 0) {
    padding = payload[0] ?? 0
    start += 1
  }
  if (header.type !== HEADERS) start += 4
  else if ((header.flags & HAS_PRIORITY) !== 0) start += 5
  return start + padding > payload.length ? undefined : payload.subarray(start, payload.length - padding)
}
