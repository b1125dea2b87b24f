import { newExchange } from '../exchange.ts'
import type { Exchange, ExchangeSink, RawHeader } from '../exchange.ts'
import { requestFraming, responseFraming } from './framing.ts'
import { headerValue } from './messages.ts'
import type { BodyFraming, Http1RequestHead, Http1ResponseHead } from './messages.ts'
import { Http1Stream } from './stream.ts'

/** Requests whose answers are awaited on one connection; a client that pipelines more loses the pairing of the oldest. */
const MAX_UNANSWERED = 512

/** Both directions of an HTTP/1 connection: answers belong to requests in their order (RFC 9112 section 9.3.2). */
export class Http1Pair {
  readonly #sink: ExchangeSink
  #requests: Http1Stream | undefined
  #responses: Http1Stream | undefined
  readonly #unanswered: Exchange[] = []
  #requesting: Exchange | undefined
  #answering: Exchange | undefined
  #now_ms = 0

  constructor(sink: ExchangeSink) {
    this.#sink = sink
  }

  push(direction: 'in' | 'out', offset: number, bytes: Uint8Array, time_ms: number): void {
    this.#now_ms = time_ms
    if (direction === 'in') {
      this.#requests ??= new Http1Stream('request', offset, {
        onHead: (head, truncated, beyond) =>
          head.kind === 'request' ? this.#onRequest(head, truncated, beyond) : { kind: 'unknown' },
        onEnd: () => this.#onRequestEnd(),
        count: this.#sink.count,
      })
      this.#requests.push(offset, bytes)
    } else {
      this.#responses ??= new Http1Stream('response', offset, {
        onHead: (head, _truncated, beyond) =>
          head.kind === 'response' ? this.#onResponse(head, beyond) : { kind: 'unknown' },
        onEnd: (body_bytes) => this.#onResponseEnd(body_bytes),
        count: this.#sink.count,
      })
      this.#responses.push(offset, bytes)
    }
  }

  /** The connection is closed, which ends an answer without a length; requests may still be read from a library's buffer. */
  endAnswers(): void {
    this.#responses?.finish()
  }

  finish(): void {
    this.#requests?.finish()
    this.#responses?.finish()
  }

  #onRequest(head: Http1RequestHead, truncated: boolean, beyond: readonly RawHeader[]): BodyFraming {
    const authority = headerValue(head.headers, 'host') ?? ''
    const { method, target, http_version, headers } = head
    const exchange = newExchange({ http_version, method, target, authority, headers, truncated }, this.#now_ms)
    this.#requesting = exchange
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
    if (exchange === undefined) {
      this.#sink.count('responses_without_request')
      return framing
    }
    exchange.status_code = head.status_code
    exchange.answered_ms = this.#now_ms
    if (framing.kind === 'length') {
      exchange.response_size = framing.length
      exchange.done = true
    }
    this.#answering = exchange.done ? undefined : exchange
    if (framing.kind === 'opaque') this.#requests?.becomeOpaque()
    return framing
  }

  #onResponseEnd(body_bytes: number): void {
    if (this.#answering === undefined) return
    this.#answering.response_size = body_bytes
    this.#answering.done = true
    this.#answering = undefined
  }
}
