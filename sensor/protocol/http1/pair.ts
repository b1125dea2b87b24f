import { newExchange, selectHeaders } from '../exchange.ts'
import type { Exchange, ExchangeSink, RawHeader } from '../exchange.ts'
import { PREFACE } from '../http2/messages.ts'
import type { Http2Opening } from '../http2/messages.ts'
import { Http2Pair } from '../http2/pair.ts'
import { requestFraming, responseFraming } from './framing.ts'
import { headerValue } from './messages.ts'
import type { BodyFraming, Http1Head, Http1RequestHead, Http1ResponseHead } from './messages.ts'
import { Http1Stream } from './stream.ts'
import type { Http1StreamSink } from './stream.ts'

/** Requests whose answers are awaited on one connection; a client that pipelines more loses the pairing of the oldest. */
const MAX_UNANSWERED = 512
/** The part of the HTTP/2 preface that reads like a request. */
const PREFACE_HEAD_LENGTH = 18

/** Both directions of an HTTP/1 connection: answers belong to requests in their order (RFC 9112 section 9.3.2). */
export class Http1Pair implements Http1StreamSink {
  readonly #sink: ExchangeSink
  #requests: Http1Stream | undefined
  #responses: Http1Stream | undefined
  readonly #unanswered: Exchange[] = []
  #requesting: Exchange | undefined
  #answering: Exchange | undefined
  /** The last request, when it asked to go on as HTTP/2 in the clear (RFC 7540 section 3.2). */
  #asksForHttp2: Exchange | undefined
  #http2: Http2Pair | undefined
  #upgraded = false
  /** The preface's beginning was taken for a request: HTTP/2 still has to be told. */
  #owesPreface = false
  /** A gap in a body may hide a request that was sent along with it. */
  #mayHideRequest = false
  #now_ms = 0

  constructor(sink: ExchangeSink) {
    this.#sink = sink
  }

  /** Of the HTTP/2 that this connection became. */
  get opening(): Http2Opening | undefined {
    return this.#http2?.opening
  }

  /** Memory held for what is not told yet. */
  get heldBytes(): number {
    return (this.#requests?.heldBytes ?? 0) + (this.#responses?.heldBytes ?? 0) + (this.#http2?.heldBytes ?? 0)
  }

  push(direction: 'in' | 'out', offset: number, bytes: Uint8Array, time_ms: number): void {
    this.#now_ms = time_ms
    const stream =
      direction === 'in'
        ? (this.#requests ??= new Http1Stream('request', offset, this))
        : (this.#responses ??= new Http1Stream('response', offset, this))
    stream.push(offset, bytes)
  }

  /** The connection is closed, which ends an answer without a length; requests may still be read from a library's buffer. */
  endAnswers(): void {
    this.#responses?.finish()
  }

  finish(): void {
    this.#requests?.finish()
    this.#responses?.finish()
    this.#http2?.finish()
  }

  /** What its own two streams tell: one object for both, for closures would cost more than all the rest. */
  onHead(head: Http1Head, truncated: boolean, beyond: readonly RawHeader[]): BodyFraming {
    return head.kind === 'request' ? this.#onRequest(head, truncated, beyond) : this.#onResponse(head, beyond)
  }

  onEnd(body_bytes: number, kind: 'request' | 'response'): void {
    if (kind === 'request') this.#onRequestEnd()
    else this.#onResponseEnd(body_bytes)
  }

  onOpaque(offset: number, bytes: Buffer, kind: 'request' | 'response'): void {
    this.#onOpaque(kind === 'request' ? 'in' : 'out', offset, bytes)
  }

  count(counter: string, kind: 'request' | 'response'): void {
    this.#mayHideRequest ||= kind === 'request' && counter === 'ignored_http1_gaps'
    this.#sink.count(counter)
  }

  #onRequest(head: Http1RequestHead, truncated: boolean, beyond: readonly RawHeader[]): BodyFraming {
    if (this.#asksForHttp2 !== undefined && isPreface(head)) {
      this.#becomeHttp2(this.#asksForHttp2)
      this.#owesPreface = true
      return { kind: 'opaque' }
    }
    const authority = headerValue(head.headers, 'host') ?? ''
    const { method, target, http_version, headers } = head
    const request = { http_version, method, target, authority, headers, protocol: '', truncated }
    const exchange = newExchange(request, this.#now_ms)
    this.#requesting = exchange
    this.#asksForHttp2 = asksForHttp2(headers) ? exchange : undefined
    this.#unanswered.push(exchange)
    if (this.#unanswered.length > MAX_UNANSWERED) {
      this.#unanswered.shift()
      if (this.#responses !== undefined) this.#sink.count('dropped_unanswered_requests')
    }
    this.#sink.onRequest(exchange)
    return requestFraming(head, beyond)
  }

  #onRequestEnd(): void {
    if (this.#requesting !== undefined) this.#requesting.request_ended_ms = this.#now_ms
    this.#requesting = undefined
  }

  #onResponse(head: Http1ResponseHead, beyond: readonly RawHeader[]): BodyFraming {
    const interim = head.status_code < 200 && head.status_code !== 101
    const exchange = interim ? this.#unanswered[0] : this.#unanswered.shift()
    const framing = responseFraming(head, exchange?.request.method, beyond)
    if (interim) return framing
    if (exchange === undefined) this.#onUnasked()
    else if (head.status_code === 101 && exchange === this.#asksForHttp2) this.#becomeHttp2(exchange)
    else this.#answer(exchange, head, framing)
    if (framing.kind === 'opaque') {
      if (this.#http2 === undefined) this.#sink.onUpgrade?.(upgradeOf(head))
      this.#upgraded = true
      this.#requests?.becomeOpaque()
    }
    return framing
  }

  #onUnasked(): void {
    this.#sink.count('responses_without_request')
    if (this.#mayHideRequest) this.#sink.count('dropped_http1_gaps')
    this.#mayHideRequest = false
  }

  #answer(exchange: Exchange, head: Http1ResponseHead, framing: BodyFraming): void {
    exchange.status_code = head.status_code
    exchange.answered_ms = this.#now_ms
    exchange.response_headers = selectHeaders(head.headers, this.#sink.responseHeaderNames)
    if (framing.kind === 'length') {
      exchange.response_size = framing.length
      exchange.done = true
    }
    this.#answering = exchange.done ? undefined : exchange
  }

  #onResponseEnd(body_bytes: number): void {
    if (this.#answering === undefined) return
    this.#answering.response_size = body_bytes
    this.#answering.done = true
    this.#answering = undefined
  }

  /** Whichever is seen first tells: the server's 101 or the client's preface. */
  #becomeHttp2(exchange: Exchange): void {
    if (this.#http2 !== undefined) return
    this.#http2 = new Http2Pair(false, this.#sink, exchange)
    this.#sink.onUpgrade?.('h2c')
  }

  #onOpaque(direction: 'in' | 'out', offset: number, bytes: Buffer): void {
    if (this.#http2 === undefined) {
      if (this.#upgraded) this.#sink.onOpaque?.(direction, bytes.length)
      return
    }
    if (this.#owesPreface && direction === 'in') {
      this.#owesPreface = false
      this.#http2.push('in', offset - PREFACE_HEAD_LENGTH, PREFACE.subarray(0, PREFACE_HEAD_LENGTH), this.#now_ms)
    }
    this.#http2.push(direction, offset, bytes, this.#now_ms)
  }
}

function asksForHttp2(headers: readonly RawHeader[]): boolean {
  return (
    headerValue(headers, 'upgrade')
      ?.toLowerCase()
      .split(',')
      .some((name) => name.trim() === 'h2c') === true
  )
}

function isPreface({ method, target, http_version, headers }: Http1RequestHead): boolean {
  return method === 'PRI' && target === '*' && http_version === '2.0' && headers.length === 0
}

function upgradeOf(head: Http1ResponseHead): string {
  if (head.status_code !== 101) return 'connect'
  return headerValue(head.headers, 'upgrade')?.toLowerCase() ?? ''
}
