import { newExchange } from '../exchange.ts'
import type { Exchange, ExchangeSink, RequestHead } from '../exchange.ts'
import { headerValue } from '../http1/messages.ts'
import { FrameStream } from './frame-stream.ts'
import { HeaderBlocks } from './header-blocks.ts'
import type { HeaderBlock } from './hpack.ts'
import {
  ACK,
  CONTINUATION,
  HEADERS,
  PUSH_PROMISE,
  RST_STREAM,
  SETTINGS,
  SETTINGS_HEADER_TABLE_SIZE,
} from './messages.ts'
import type { FrameHeader, Http2Opening } from './messages.ts'
import { newOpening, noteFirstRequest, noteOpeningFrame, readSettings } from './opening.ts'

/** Streams followed at once; servers allow about a hundred. */
const MAX_STREAMS = 1024

interface Direction {
  frames: FrameStream
  blocks: HeaderBlocks
}

/** Both directions of an HTTP/2 connection: answers belong to requests by stream. */
export class Http2Pair {
  readonly #sink: ExchangeSink
  readonly #joinedLate: boolean
  readonly #opening = newOpening()
  readonly #streams = new Map<number, Exchange>()
  #in: Direction | undefined
  #out: Direction | undefined
  #lastStream = 0
  /** What the client's SETTINGS allow the server's table. */
  #clientTableSize: number | undefined
  #now_ms = 0

  /** `joinedLate`: the preface was not seen, so frames and header tables from before are missing. */
  constructor(joinedLate: boolean, sink: ExchangeSink) {
    this.#joinedLate = joinedLate
    this.#sink = sink
  }

  /** Undefined when the connection was joined late, for then the client's opening was missed. */
  get opening(): Http2Opening | undefined {
    return this.#joinedLate ? undefined : this.#opening
  }

  push(direction: 'in' | 'out', offset: number, bytes: Uint8Array, time_ms: number): void {
    this.#now_ms = time_ms
    if (direction === 'in') this.#inbound(offset).frames.push(offset, bytes)
    else this.#outbound(offset).frames.push(offset, bytes)
  }

  finish(): void {
    this.#streams.clear()
  }

  #inbound(offset: number): Direction {
    return (this.#in ??= this.#direction(
      this.#joinedLate ? 'searching' : 'preface',
      offset,
      (header, payload) => this.#onClientFrame(header, payload),
      (stream_id, _bytes, end) => end && this.#onRequestEnd(stream_id),
      (stream_id, block, end) => this.#onRequestHeaders(stream_id, block, end),
    ))
  }

  #outbound(offset: number): Direction {
    if (this.#out !== undefined) return this.#out
    this.#out = this.#direction(
      this.#joinedLate || offset > 0 ? 'searching' : 'header',
      offset,
      (header, payload) => this.#onServerFrame(header, payload),
      (stream_id, bytes, end) => this.#onAnswerData(stream_id, bytes, end),
      (stream_id, block, end) => this.#onAnswerHeaders(stream_id, block, end),
    )
    this.#announce(this.#out, this.#clientTableSize)
    return this.#out
  }

  #direction(
    start: 'preface' | 'header' | 'searching',
    offset: number,
    onOther: (header: FrameHeader, payload: Buffer) => void,
    onData: (stream_id: number, bytes: number, end: boolean) => void,
    onHeaders: (stream_id: number, block: HeaderBlock, end: boolean) => void,
  ): Direction {
    const count = this.#sink.count
    const blocks = new HeaderBlocks(start === 'searching', { onHeaders, count })
    const onFrame = (header: FrameHeader, payload: Buffer) => {
      const carriesHeaders = header.type === HEADERS || header.type === CONTINUATION || header.type === PUSH_PROMISE
      if (carriesHeaders) blocks.push(header, payload)
      else onOther(header, payload)
    }
    const frames = new FrameStream(start, offset, { onFrame, onData, onLost: () => blocks.forget(), count })
    return { frames, blocks }
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
  }

  #announce(decoding: Direction | undefined, size: number | undefined): void {
    if (size !== undefined) decoding?.blocks.announceTableSize(size)
  }

  #onRequestHeaders(stream_id: number, block: HeaderBlock, end: boolean): void {
    // Trailers come on a stream that is known already.
    if (stream_id > this.#lastStream && stream_id % 2 === 1) this.#startRequest(stream_id, block)
    if (end) this.#onRequestEnd(stream_id)
  }

  #startRequest(stream_id: number, block: HeaderBlock): void {
    this.#lastStream = stream_id
    noteFirstRequest(this.#opening, block.headers)
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
    truncated: block.truncated || block.unknown > 0,
  }
}
