import { newExchange, selectHeaders } from '../exchange.ts'
import type { Exchange, ExchangeSink, RequestHead } from '../exchange.ts'
import { headerValue } from '../http1/messages.ts'
import { Direction } from './direction.ts'
import type { DirectionOwner } from './direction.ts'
import type { HeaderBlock } from './hpack.ts'
import { ACK, GOAWAY, RST_STREAM, SETTINGS, SETTINGS_HEADER_TABLE_SIZE } from './messages.ts'
import type { FrameHeader, Http2Opening } from './messages.ts'
import { closeOpening, newOpening, noteOpeningFrame, readSettings } from './opening.ts'

/** Streams followed at once; servers allow about a hundred. */
const MAX_STREAMS = 1024

/** Both directions of an HTTP/2 connection: answers belong to requests by stream. */
export class Http2Pair implements DirectionOwner {
  readonly #sink: ExchangeSink
  readonly #joinedLate: boolean
  readonly #isUpgraded: boolean
  #opening = newOpening()
  readonly #streams = new Map<number, Exchange>()
  #in: Direction | undefined
  #out: Direction | undefined
  #lastStream = 0
  /** What the client's SETTINGS allow the server's table. */
  #clientTableSize: number | undefined
  #now_ms = 0

  /**
   * `joinedLate`: the preface was not seen, so frames and header tables from before are missing.
   * `upgraded`: the HTTP/1 request that led here; its answer comes on stream 1 (RFC 7540 section 3.2).
   */
  constructor(joinedLate: boolean, sink: ExchangeSink, upgraded?: Exchange) {
    this.#joinedLate = joinedLate
    this.#sink = sink
    this.#isUpgraded = upgraded !== undefined
    if (upgraded === undefined) return
    this.#lastStream = 1
    this.#streams.set(1, upgraded)
    this.#clientTableSize = tableSizeIn(
      Buffer.from(headerValue(upgraded.request.headers, 'http2-settings') ?? '', 'base64url'),
    )
  }

  /** Undefined when the connection was joined late, for then the client's opening was missed. */
  get opening(): Http2Opening | undefined {
    return this.#joinedLate ? undefined : this.#opening
  }

  /** Memory held for what is not told yet, header tables included. */
  get heldBytes(): number {
    return (this.#in?.heldBytes ?? 0) + (this.#out?.heldBytes ?? 0)
  }

  push(direction: 'in' | 'out', offset: number, bytes: Uint8Array, time_ms: number): void {
    this.#now_ms = time_ms
    if (direction === 'in') this.#inbound(offset).frames.push(offset, bytes)
    else this.#outbound(offset).frames.push(offset, bytes)
  }

  finish(): void {
    this.#streams.clear()
  }

  onFrame(direction: 'in' | 'out', header: FrameHeader, payload: Buffer): void {
    if (direction === 'in') this.#onClientFrame(header, payload)
    else this.#onServerFrame(header, payload)
  }

  onData(direction: 'in' | 'out', stream_id: number, body_bytes: number, end_stream: boolean): void {
    if (direction === 'out') this.#onAnswerData(stream_id, body_bytes, end_stream)
    else if (end_stream) this.#onRequestEnd(stream_id)
  }

  onHeaders(direction: 'in' | 'out', stream_id: number, block: HeaderBlock, end_stream: boolean): void {
    if (direction === 'in') this.#onRequestHeaders(stream_id, block, end_stream)
    else this.#onAnswerHeaders(stream_id, block, end_stream)
  }

  count(counter: string): void {
    this.#sink.count(counter)
  }

  #inbound(offset: number): Direction {
    return (this.#in ??= new Direction('in', this.#joinedLate ? 'searching' : 'preface', offset, this))
  }

  #outbound(offset: number): Direction {
    if (this.#out !== undefined) return this.#out
    const isLate = this.#joinedLate || (offset > 0 && !this.#isUpgraded)
    this.#out = new Direction('out', isLate ? 'searching' : 'header', offset, this)
    this.#announce(this.#out, this.#clientTableSize)
    return this.#out
  }

  #onClientFrame(header: FrameHeader, payload: Buffer): void {
    noteOpeningFrame(this.#opening, header, payload)
    if (header.type === RST_STREAM) this.#end(header.stream_id)
    else if (header.type === SETTINGS) {
      this.#clientTableSize = announcedTableSize(header, payload) ?? this.#clientTableSize
      this.#announce(this.#out, this.#clientTableSize)
    }
  }

  #onServerFrame(header: FrameHeader, payload: Buffer): void {
    if (header.type === RST_STREAM) this.#end(header.stream_id)
    else if (header.type === SETTINGS) this.#announce(this.#in, announcedTableSize(header, payload))
    else if (header.type === GOAWAY && payload.length >= 8) this.#endAfter(payload.readUInt32BE(0) % 2 ** 31)
  }

  /** Requests on later streams will not be answered (RFC 9113 section 6.8). */
  #endAfter(last_stream_id: number): void {
    for (const stream_id of this.#streams.keys()) if (stream_id > last_stream_id) this.#end(stream_id)
  }

  #announce(decoding: Direction | undefined, size: number | undefined): void {
    if (size !== undefined) decoding?.blocks.announceTableSize(size)
  }

  #onRequestHeaders(stream_id: number, block: HeaderBlock, end: boolean): void {
    // Trailers come on a stream that is known already.
    if (stream_id % 2 === 0) this.#sink.count('malformed_http2')
    else if (stream_id > this.#lastStream) this.#startRequest(stream_id, block)
    if (end) this.#onRequestEnd(stream_id)
  }

  #startRequest(stream_id: number, block: HeaderBlock): void {
    this.#lastStream = stream_id
    this.#opening = closeOpening(this.#opening, block.headers)
    const exchange = newExchange(requestHeadOf(block), this.#now_ms)
    this.#streams.set(stream_id, exchange)
    if (this.#streams.size > MAX_STREAMS) this.#dropOldestStream()
    this.#sink.onRequest(exchange)
  }

  #dropOldestStream(): void {
    for (const stream_id of this.#streams.keys()) {
      this.#end(stream_id)
      if (this.#out !== undefined) this.#sink.count('dropped_unanswered_requests')
      return
    }
  }

  #onRequestEnd(stream_id: number): void {
    const exchange = this.#streams.get(stream_id)
    if (exchange !== undefined) exchange.request_ended_ms = this.#now_ms
  }

  #onAnswerHeaders(stream_id: number, block: HeaderBlock, end: boolean): void {
    const exchange = this.#streams.get(stream_id)
    if (exchange === undefined) return
    const status = Number(headerValue(block.headers, ':status') ?? 0)
    if (exchange.status_code === 0 && status >= 200 && status <= 999) {
      exchange.status_code = status
      exchange.answered_ms = this.#now_ms
      exchange.response_headers = selectHeaders(block.headers, this.#sink.responseHeaderNames)
      const length = headerValue(block.headers, 'content-length')
      const hasBody = exchange.request.method !== 'HEAD' && status !== 204 && status !== 304
      if (hasBody && length !== undefined && /^\d{1,15}$/.test(length)) exchange.response_size = Number(length)
      else exchange.response_size = 0
      if (hasBody && length !== undefined) exchange.done = true
    }
    if (end) this.#end(stream_id)
  }

  #onAnswerData(stream_id: number, bytes: number, end: boolean): void {
    const exchange = this.#streams.get(stream_id)
    if (exchange === undefined) return
    if (!exchange.done && exchange.status_code > 0) exchange.response_size += bytes
    if (end) this.#end(stream_id)
  }

  #end(stream_id: number): void {
    const exchange = this.#streams.get(stream_id)
    if (exchange === undefined) return
    exchange.done = true
    this.#streams.delete(stream_id)
  }
}

function announcedTableSize(header: FrameHeader, payload: Buffer): number | undefined {
  if ((header.flags & ACK) !== 0) return undefined
  return tableSizeIn(payload)
}

function tableSizeIn(payload: Buffer): number | undefined {
  return readSettings(payload).findLast(({ id }) => id === SETTINGS_HEADER_TABLE_SIZE)?.value
}

/** Pseudo-headers become the head's own fields; cookie crumbs stay apart, as sent (RFC 9113 section 8.2.3). */
function requestHeadOf(block: HeaderBlock): RequestHead {
  const pseudo = new Map<string, string>()
  const headers = block.headers.filter(([name, value]) => {
    if (!name.startsWith(':')) return true
    pseudo.set(name, value)
    return false
  })
  return {
    http_version: '2',
    method: pseudo.get(':method') ?? '',
    target: pseudo.get(':path') ?? '',
    authority: pseudo.get(':authority') ?? headerValue(headers, 'host') ?? '',
    headers,
    protocol: pseudo.get(':protocol') ?? '',
    truncated: block.truncated || block.unknown > 0,
  }
}
