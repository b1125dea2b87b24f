import type { ExchangeSink } from '../protocol/exchange.ts'
import { Http1Pair } from '../protocol/http1/pair.ts'
import { looksLikeFrames } from '../protocol/http2/frame-header.ts'
import { PREFACE } from '../protocol/http2/messages.ts'
import type { Http2Opening } from '../protocol/http2/messages.ts'
import { Http2Pair } from '../protocol/http2/pair.ts'

/** Held while the client's first bytes do not tell yet which HTTP this is. */
interface Held {
  direction: 'in' | 'out'
  offset: number
  bytes: Uint8Array
  time_ms: number
}
const MAX_HELD = 64
const START_LENGTH = 4
const EMPTY = Buffer.alloc(0)

/** The plain stream of a connection: finds out whether HTTP/1 or HTTP/2 is spoken and hands the bytes on. */
export class HttpDialogue {
  readonly #sink: ExchangeSink
  #pair: Http1Pair | Http2Pair | undefined
  #held: Held[] = []
  #first = EMPTY
  /** The client's first characters. */
  #start = ''
  #heldBytes = 0
  /** The client's first bytes are neither HTTP nor anything that may become it. */
  isForeign = false

  constructor(sink: ExchangeSink) {
    this.#sink = sink
  }

  get opening(): Http2Opening | undefined {
    return this.#pair?.opening
  }

  /** Memory held for what is not told yet. */
  get heldBytes(): number {
    return (this.#pair?.heldBytes ?? 0) + this.#heldBytes
  }

  push(direction: 'in' | 'out', offset: number, bytes: Uint8Array, time_ms: number): void {
    if (direction === 'in' && offset === this.#start.length) this.#noteStart(bytes)
    if (this.#pair === undefined) this.#choose(direction, offset, bytes)
    if (this.#pair !== undefined) {
      this.#releaseHeld(this.#pair)
      this.#pair.push(direction, offset, bytes, time_ms)
    } else if (this.#held.length < MAX_HELD) {
      // Not slice(): that of a Buffer copies nothing.
      this.#held.push({ direction, offset, bytes: new Uint8Array(bytes), time_ms })
      this.#heldBytes += bytes.length
    } else this.#sink.count('dropped_unclassified_pieces')
  }

  endAnswers(): void {
    if (this.#pair instanceof Http1Pair) this.#pair.endAnswers()
  }

  finish(): void {
    if (this.#pair === undefined && this.#held.length > 0) this.#sink.count('connections_without_request')
    this.#pair?.finish()
    this.#held = []
    this.#heldBytes = 0
  }

  #noteStart(bytes: Uint8Array): void {
    const missing = START_LENGTH - this.#start.length
    if (missing > 0) this.#start += Buffer.from(bytes.subarray(0, missing)).toString('latin1')
    this.isForeign = !mayStartRequest(this.#start)
  }

  #choose(direction: 'in' | 'out', offset: number, bytes: Uint8Array): void {
    if (direction === 'out') {
      // A server that speaks first, or whose client's bytes we miss: an answer shows which HTTP.
      if (!startsLikeAnswer(bytes)) return
      this.#pair = new Http1Pair(this.#sink)
      return
    }
    if (this.#first.length === 0 && offset > 0) {
      const late = looksLikeFrames(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
      this.#pair = late ? new Http2Pair(true, this.#sink) : new Http1Pair(this.#sink)
      return
    }
    this.#first = Buffer.concat([this.#first, bytes.subarray(0, PREFACE.length)])
    const compared = Math.min(this.#first.length, PREFACE.length)
    if (this.#first.compare(PREFACE, 0, compared, 0, compared) !== 0) {
      const late = looksLikeFrames(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
      this.#pair = late ? new Http2Pair(true, this.#sink) : new Http1Pair(this.#sink)
    } else if (compared === PREFACE.length) this.#pair = new Http2Pair(false, this.#sink)
  }

  #releaseHeld(pair: Http1Pair | Http2Pair): void {
    this.#first = EMPTY
    this.#heldBytes = 0
    if (this.#held.length === 0) return
    const held = this.#held
    this.#held = []
    for (const { direction, offset, bytes, time_ms } of held) pair.push(direction, offset, bytes, time_ms)
  }
}

/** A method, or an empty line before it; an SSH client's greeting looks like one. */
function mayStartRequest(start: string): boolean {
  return /^[A-Za-z\r\n]/.test(start) && start !== 'SSH-'
}

function startsLikeAnswer(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(7, bytes.length)).toString('latin1') === 'HTTP/1.'
}
