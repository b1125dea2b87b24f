import type { ConnectionOutcome, SynFacts, TlsFacts } from '#db/model/request.ts'
import { ja4Of } from '../fingerprint/ja4.ts'
import { tlsFactsOf } from '../fingerprint/tls-facts.ts'
import type { Exchange, ExchangeSink } from '../protocol/exchange.ts'
import type { ProxyHeader } from '../protocol/proxy/parse.ts'
import { ProxyHeaderSkipper } from '../protocol/proxy/skip-header.ts'
import type { ClientHello } from '../protocol/tls/messages.ts'
import type { ConnectionKey, SegmentFact, StreamFact, SynFact } from '../source/fact.ts'
import { plainAddress } from './address/plain-address.ts'
import type { Client } from './address/client.ts'
import { connectionAddressesOf } from './connection-key.ts'
import type { ConnectionAddresses } from './connection-key.ts'
import { elapsed, NO_SYN, NO_TLS } from './finish.ts'
import type { ConnectionFacts } from './finish.ts'
import { HelloFinder } from './hello-finder.ts'
import type { HelloSink } from './hello-finder.ts'
import { HttpDialogue } from './http-dialogue.ts'
import { synFactsOf } from './opening-facts.ts'
import { factsOf } from './remembered-facts.ts'
import { textOf } from './text.ts'

const HANDSHAKE_RECORD = 22

/** One for all connections: a closure for each would cost more than the connection itself. */
export interface ConnectionOwner {
  count: (counter: string) => void
  onRequest: (connection: Connection, exchange: Exchange) => void
  responseHeaderNames: ReadonlySet<string>
  /** Whether this peer may name the client. */
  isTrusted: (peer: string) => boolean
}

/** One TCP connection: its SYN, its ClientHello, and the requests that wait to be written, oldest first. */
export class Connection implements ExchangeSink, HelloSink {
  readonly key: ConnectionKey
  readonly conn_id: string
  readonly first_ms: number
  /** Last fact that moved this connection to the young end of the table. */
  touched_ms: number
  last_ms: number
  closed_ms = -1
  /** Requests not written yet, in order; `expires_ms` is when waiting for the answer ends. */
  readonly pending: { exchange: Exchange; expires_ms: number }[] = []
  /** Requests seen so far. */
  requests = 0
  /** Seen from its very beginning. */
  isWhole = false
  /** Was written as slowloris already. */
  isSlow = false
  /** What the table accounts for this connection's parsers. */
  accountedBytes = 0
  #written = 0
  readonly #owner: ConnectionOwner
  #client: Client | undefined
  #syn: SynFacts = NO_SYN
  #sequence = -1
  #syn_ms = -1
  #tls: TlsFacts = NO_TLS
  #ja4SecondHello = ''
  #hello_ms = -1
  #helloFinder: HelloFinder | undefined
  #helloSettled = false
  #first_request_ms = -1
  #scheme: 'http' | 'https' | undefined
  #proxySkipper: ProxyHeaderSkipper | undefined
  /** Bytes of a PROXY header before the plain stream. */
  #proxyLength = 0
  #dialogue: HttpDialogue | undefined
  #bytesIn = 0
  #bytesOut = 0
  #upgraded = false
  #isAbandoned = false

  constructor(key: ConnectionKey, conn_id: string, time_ms: number, owner: ConnectionOwner) {
    this.key = key
    this.conn_id = conn_id
    this.first_ms = time_ms
    this.touched_ms = time_ms
    this.last_ms = time_ms
    this.#owner = owner
  }

  /** A SYN that came again, or late for facts already here, is not a new connection. */
  isOwnSyn(syn: SynFact): boolean {
    if (this.#syn_ms < 0) return syn.time_ms <= this.first_ms
    return syn.sequence === this.#sequence && this.requests === 0 && this.closed_ms < 0
  }

  takeSyn(fact: SynFact): void {
    if (this.#syn_ms >= 0) return
    this.#syn_ms = fact.time_ms
    this.#sequence = fact.sequence
    this.#syn = synFactsOf(this.key, fact)
  }

  takeSegment(fact: SegmentFact): void {
    if (this.#helloSettled) return
    if (this.#helloFinder === undefined) {
      // Without the SYN only bytes that begin a handshake tell where the stream starts.
      if (this.#syn_ms < 0 && fact.bytes[0] !== HANDSHAKE_RECORD) return
      this.#helloFinder = new HelloFinder(this.#syn_ms < 0 ? fact.sequence : (this.#sequence + 1) >>> 0, this)
    }
    this.last_ms = fact.time_ms
    this.#helloFinder.push(fact.sequence, fact.bytes)
  }

  takeStream(fact: StreamFact): void {
    if (this.#isAbandoned) return
    this.last_ms = fact.time_ms
    const end = fact.offset + fact.bytes.length
    if (fact.direction === 'out') this.#bytesOut = Math.max(this.#bytesOut, end)
    else this.#bytesIn = Math.max(this.#bytesIn, end)
    if (fact.scheme === 'https') this.#takeDecrypted(fact)
    else if (fact.direction === 'in' && this.#dialogue === undefined && this.#mayBeHead(fact.offset))
      this.#takeHead(fact)
    else if (this.#scheme !== 'https')
      this.#converse(fact, fact.offset - (fact.direction === 'in' ? this.#proxyLength : 0))
  }

  close(time_ms: number): void {
    this.closed_ms = time_ms
    this.last_ms = time_ms
    this.#dialogue?.endAnswers()
  }

  /** No more bytes will come. */
  endStreams(): void {
    this.#dialogue?.finish()
  }

  /** Lets go of what its parsers hold; further bytes are not read. */
  abandon(): void {
    this.#isAbandoned = true
    this.#settleHello()
    this.#proxySkipper = undefined
    this.#dialogue = undefined
  }

  /** Memory that the parsers hold for what is not told yet. */
  get heldBytes(): number {
    return (this.#helloFinder?.heldBytes ?? 0) + (this.#proxySkipper?.heldBytes ?? 0) + (this.#dialogue?.heldBytes ?? 0)
  }

  /** Whether a row written now would miss a ClientHello that is probably on its way. */
  get awaitsHello(): boolean {
    return this.#scheme === 'https' && this.#hello_ms < 0 && !this.#helloSettled
  }

  /** Position of the next request to be written, from 1. */
  nextKeepalives(): number {
    this.#written += 1
    return this.#written
  }

  /** Both ends as the packets say. */
  get peer(): ConnectionAddresses {
    return connectionAddressesOf(this.key)
  }

  facts(sensor_id: string): ConnectionFacts {
    return factsOf({
      sensor_id,
      conn_id: this.conn_id,
      key: this.key,
      client: this.#client,
      scheme: this.#scheme,
      opening: this.#dialogue?.opening,
      syn: this.#syn,
      syn_ms: this.#syn_ms,
      tls: this.#tls,
      hello_ms: this.#hello_ms,
      ja4_second_hello: this.#ja4SecondHello,
      first_request_ms: this.#first_request_ms,
    })
  }

  outcome(): ConnectionOutcome {
    return {
      connection_state: this.#state(),
      connection_ms: elapsed(this.first_ms, this.last_ms),
      connection_requests: this.requests,
      bytes_in: this.#bytesIn,
      bytes_out: this.#bytesOut,
    }
  }

  get responseHeaderNames(): ReadonlySet<string> {
    return this.#owner.responseHeaderNames
  }

  count(counter: string): void {
    this.#owner.count(counter)
  }

  onRequest(exchange: Exchange): void {
    this.requests += 1
    if (this.#first_request_ms < 0) this.#first_request_ms = exchange.requested_ms
    this.#owner.onRequest(this, exchange)
  }

  onUpgrade(protocol: string): void {
    this.#upgraded = protocol !== 'h2c'
  }

  onHello(hello: ClientHello): void {
    if (hello.broken) this.#owner.count('malformed_tls_extensions')
    if (this.#hello_ms >= 0) {
      this.#ja4SecondHello = ja4Of(hello, 't').ja4
      this.#settleHello()
      return
    }
    const facts = tlsFactsOf(hello)
    this.#tls = { ...facts, tls_sni: textOf(facts.tls_sni), tls_alpn: textOf(facts.tls_alpn) }
    this.#hello_ms = this.last_ms
  }

  onProxyHeader(named: ProxyHeader | null): void {
    if (named === null || this.#client !== undefined) return
    const src_ip = plainAddress(named.src_ip)
    if (src_ip === undefined || !this.#owner.isTrusted(this.peer.src_ip)) this.#owner.count('ignored_proxy_headers')
    else this.#client = { src_ip, src_port: named.src_port, client_ip_source: 'proxy_protocol' }
  }

  /** No further hello will be found. */
  onEnd(reason: string): void {
    this.#settleHello()
    if (this.#hello_ms < 0 && reason !== 'not a TLS handshake') this.#owner.count('malformed_tls')
  }

  #state(): ConnectionOutcome['connection_state'] {
    if (this.#upgraded) return 'upgraded'
    if (this.requests > 0) return 'requests'
    if (this.isSlow) return 'slowloris'
    if (this.#hello_ms >= 0) return 'tls_only'
    if (this.#dialogue?.isForeign === true) return 'not_http'
    // Joined in its middle, there is no telling what came before.
    return this.isWhole ? 'scan' : 'requests'
  }

  #mayBeHead(offset: number): boolean {
    return this.#proxySkipper !== undefined || offset === 0
  }

  /** The first plain bytes: a PROXY header may stand before HTTP, or before TLS that is read elsewhere. */
  #takeHead(fact: StreamFact): void {
    this.#proxySkipper ??= new ProxyHeaderSkipper()
    const start = this.#proxySkipper.push(fact.bytes)
    if (start === undefined) return
    this.#proxySkipper = undefined
    if (start.malformed) this.#owner.count('malformed_proxy_headers')
    if (start.header_length > 0) this.onProxyHeader(start.named)
    this.#proxyLength = start.header_length
    const rest = start.bytes.subarray(start.header_length)
    const from = fact.offset + fact.bytes.length - rest.length
    if (rest.length > 0) this.#converse({ ...fact, bytes: rest }, from - this.#proxyLength)
  }

  #takeDecrypted(fact: StreamFact): void {
    if (this.#scheme !== 'https') {
      // What was read in the clear before was a PROXY header, or STARTTLS of some kind.
      this.#scheme = 'https'
      this.#proxySkipper = undefined
      // The handshake is over: no second hello will come.
      if (this.#hello_ms >= 0) this.#settleHello()
      this.#dialogue = undefined
    }
    this.#converse(fact, fact.offset)
  }

  #converse(fact: StreamFact, offset: number): void {
    this.#scheme ??= fact.scheme
    this.#dialogue ??= new HttpDialogue(this)
    this.#dialogue.push(fact.direction, offset, fact.bytes, fact.time_ms)
  }

  #settleHello(): void {
    this.#helloSettled = true
    this.#helloFinder = undefined
  }
}
