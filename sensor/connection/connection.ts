import type { SynFacts, TlsFacts } from '#db/model/request.ts'
import { tlsFactsOf } from '../fingerprint/tls-facts.ts'
import { http2FingerprintOf } from '../fingerprint/http2-fingerprint.ts'
import type { Exchange, ExchangeSink } from '../protocol/exchange.ts'
import { parseTcpOptions } from '../protocol/tcp/options.ts'
import type { ConnectionKey, SegmentFact, StreamFact, SynFact } from '../source/fact.ts'
import { connectionAddressesOf } from './connection-key.ts'
import type { ConnectionAddresses } from './connection-key.ts'
import { elapsed, NO_SYN, NO_TLS } from './finish.ts'
import type { ConnectionFacts } from './finish.ts'
import { HelloFinder } from './hello-finder.ts'
import { HttpDialogue } from './http-dialogue.ts'
import { textOf } from './text.ts'

const HANDSHAKE_RECORD = 22

/** One TCP connection: its SYN, its ClientHello, and the requests that wait to be written, oldest first. */
export class Connection {
  readonly key: ConnectionKey
  readonly conn_id: string
  readonly first_ms: number
  /** Last fact that moved this connection to the young end of the table. */
  touched_ms: number
  closed_ms = -1
  /** Requests not written yet, in order; `expires_ms` is when waiting for the answer ends. */
  readonly pending: { exchange: Exchange; expires_ms: number }[] = []
  /** Requests seen so far. */
  requests = 0
  #written = 0
  readonly #count: (counter: string) => void
  readonly #onRequest: (exchange: Exchange) => void
  #addresses: ConnectionAddresses | undefined
  #syn: SynFacts = NO_SYN
  #sequence = -1
  #syn_ms = -1
  #tls: TlsFacts = NO_TLS
  #hello_ms = -1
  #helloFinder: HelloFinder | undefined
  #helloSettled = false
  #first_request_ms = -1
  #scheme: 'http' | 'https' | undefined
  #dialogue: HttpDialogue | undefined

  constructor(key: ConnectionKey, conn_id: string, time_ms: number, sink: ExchangeSink) {
    this.key = key
    this.conn_id = conn_id
    this.first_ms = time_ms
    this.touched_ms = time_ms
    this.#count = sink.count
    this.#onRequest = sink.onRequest
  }

  /** A SYN that came again, or late for facts already here, is not a new connection. */
  isOwnSyn(syn: SynFact): boolean {
    if (this.#syn_ms < 0) return syn.time_ms <= this.first_ms
    return syn.sequence === this.#sequence && this.requests === 0 && this.closed_ms < 0
  }

  takeSyn(fact: SynFact): void {
    if (this.#syn_ms >= 0) return
    const options = parseTcpOptions(fact.tcp_options)
    this.#syn_ms = fact.time_ms
    this.#sequence = fact.sequence
    this.#syn = {
      ip_meta_ttl: fact.ip_meta_ttl,
      ip_meta_id: fact.ip_meta_id,
      ip_meta_df: fact.ip_meta_df,
      ip_meta_total_length: fact.ip_meta_total_length,
      tcp_meta_window_size: fact.tcp_meta_window_size,
      tcp_meta_mss: options.mss,
      tcp_meta_window_scale: options.window_scale,
      tcp_meta_options: options.names,
    }
  }

  takeSegment(fact: SegmentFact): void {
    if (this.#helloSettled) return
    if (this.#helloFinder === undefined) {
      // Without the SYN only bytes that begin a handshake tell where the stream starts.
      if (this.#syn_ms < 0 && fact.bytes[0] !== HANDSHAKE_RECORD) return
      this.#helloFinder = new HelloFinder(this.#syn_ms < 0 ? fact.sequence : (this.#sequence + 1) >>> 0)
    }
    const found = this.#helloFinder.push(fact.sequence, fact.bytes)
    if (found === undefined) return
    this.#helloSettled = true
    this.#helloFinder = undefined
    if (typeof found === 'string') {
      if (found !== 'not a TLS handshake') this.#count('malformed_tls')
      return
    }
    if (found.broken) this.#count('malformed_tls_extensions')
    const facts = tlsFactsOf(found)
    this.#tls = { ...facts, tls_sni: textOf(facts.tls_sni), tls_alpn: textOf(facts.tls_alpn) }
    this.#hello_ms = fact.time_ms
  }

  takeStream(fact: StreamFact): void {
    this.#scheme ??= fact.scheme
    this.#dialogue ??= new HttpDialogue({ count: this.#count, onRequest: (exchange) => this.#noteRequest(exchange) })
    this.#dialogue.push(fact.direction, fact.offset, fact.bytes, fact.time_ms)
  }

  close(time_ms: number): void {
    this.closed_ms = time_ms
    this.#dialogue?.endAnswers()
  }

  /** No more bytes will come. */
  endStreams(): void {
    this.#dialogue?.finish()
  }

  /** Whether a row written now would miss a ClientHello that is probably on its way. */
  get awaitsHello(): boolean {
    return this.#scheme === 'https' && !this.#helloSettled
  }

  /** Position of the next request to be written, from 1. */
  nextKeepalives(): number {
    this.#written += 1
    return this.#written
  }

  facts(sensor_id: string): ConnectionFacts {
    const opening = this.#dialogue?.opening
    return {
      sensor_id,
      conn_id: this.conn_id,
      addresses: (this.#addresses ??= connectionAddressesOf(this.key)),
      scheme: this.#scheme ?? (this.#hello_ms >= 0 ? 'https' : 'http'),
      h2_fingerprint: opening === undefined ? '' : http2FingerprintOf(opening),
      syn: this.#syn,
      tls: this.#tls,
      syn_to_clienthello_ms: elapsed(this.#syn_ms, this.#hello_ms),
      clienthello_to_request_ms: elapsed(
        this.#scheme === 'https' ? this.#hello_ms : this.#syn_ms,
        this.#first_request_ms,
      ),
    }
  }

  #noteRequest(exchange: Exchange): void {
    this.requests += 1
    if (this.#first_request_ms < 0) this.#first_request_ms = exchange.requested_ms
    this.#onRequest(exchange)
  }
}
