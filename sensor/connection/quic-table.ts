import { randomBytes } from 'node:crypto'
import type { Request } from '#db/model/request.ts'
import { tlsFactsOf } from '../fingerprint/tls-facts.ts'
import { QuicHello } from '../protocol/quic/hello.ts'
import type { InitialPacket } from '../protocol/quic/messages.ts'
import { parseDatagram } from '../protocol/quic/parse.ts'
import type { ClientHello } from '../protocol/tls/messages.ts'
import type { DatagramFact } from '../source/fact.ts'
import { connectionAddressesOf } from './connection-key.ts'
import { Counters } from './counters.ts'
import { connectionRowOf, elapsed, NO_SYN } from './finish.ts'
import { textOf } from './text.ts'

export interface QuicTableOptions {
  sensor_id: string
  /** Connections remembered at once, told ones included: they keep repetitions from becoming rows. */
  maxConnections: number
  /** What the parsers of all connections may hold; unfinished hellos may take a sixteenth of it. */
  maxBufferedBytes: number
}

/** Connections between the same two addresses and ports; a client hardly has two of them at once. */
const MAX_PER_ADDRESSES = 8
/** The shortest connection id that a client may choose for its first packet (RFC 9000 section 7.2). */
const MIN_CHOSEN_ID = 8
/** Clients give up a handshake within 10 to 30 s; repetitions come until then. */
const IDLE_MS = 30_000
const QUIC_SHARE = 16

interface QuicConnection {
  /** Addresses and the connection id that the client chose first. */
  id: string
  addresses: string
  first_ms: number
  touched_ms: number
  bytes_in: number
  hello: QuicHello
  settled: boolean
}

/** The client's QUIC datagrams in, one row per connection out, once its ClientHello is whole. */
export class QuicTable {
  readonly #options: QuicTableOptions
  readonly #onRow: (row: Request) => void
  readonly #counters = new Counters()
  /** Least recently touched first. */
  readonly #connections = new Map<string, QuicConnection>()
  readonly #byAddresses = new Map<string, QuicConnection[]>()
  /** Those that hold bytes, oldest first. */
  readonly #unfinished = new Set<QuicConnection>()
  readonly #boot = randomBytes(6).toString('hex')
  #bufferedBytes = 0
  #seen = false
  #told = 0

  constructor(options: QuicTableOptions, onRow: (row: Request) => void) {
    this.#options = options
    this.#onRow = onRow
  }

  handle({ key, bytes, time_ms }: DatagramFact): void {
    this.#seen = true
    const parsed = parseDatagram(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
    if (parsed.state !== 'complete') {
      this.#counters.add('malformed_quic')
      return
    }
    for (const packet of parsed.value) this.#take(key, packet, time_ms)
  }

  /** Forgets connections of which nothing more has come for long. */
  tick(now_ms: number): void {
    for (const connection of this.#connections.values()) {
      if (now_ms - connection.touched_ms < IDLE_MS) break
      this.#forget(connection, 'incomplete_quic_hellos')
    }
  }

  finish(): void {
    for (const connection of this.#connections.values()) this.#forget(connection, 'incomplete_quic_hellos')
  }

  /** None before the first datagram. */
  counters(): Record<string, number> {
    if (!this.#seen) return {}
    return {
      ...this.#counters.all(),
      open_quic_connections: this.#connections.size,
      quic_buffered_bytes: this.#bufferedBytes,
    }
  }

  #take(addresses: string, packet: InitialPacket, time_ms: number): void {
    const id = addresses + packet.destination_connection_id.toString('latin1')
    const known = this.#connections.get(id)
    if (known !== undefined) {
      if (!this.#offer(known, packet, time_ms)) this.#counters.add('unreadable_quic_packets')
      this.#keepWithinBytes()
      return
    }
    // Once the server has answered, its connection id is used, under the keys of the first one (RFC 9001 section 5.2).
    const others = this.#byAddresses.get(addresses) ?? []
    if (others.some((other) => this.#offer(other, packet, time_ms))) return
    const opened = { id, addresses, first_ms: time_ms, touched_ms: time_ms, bytes_in: 0, settled: false }
    const connection = { ...opened, hello: new QuicHello(packet) }
    if (packet.destination_connection_id.length < MIN_CHOSEN_ID || !this.#offer(connection, packet, time_ms)) {
      this.#counters.add('unreadable_quic_packets')
      return
    }
    this.#remember(connection, others)
    this.#keepWithinBytes()
  }

  /** Whether the packet belongs to this connection. */
  #offer(connection: QuicConnection, packet: InitialPacket, time_ms: number): boolean {
    const held = connection.hello.heldBytes
    const parsed = connection.hello.push(packet)
    if (parsed === undefined) return false
    this.#bufferedBytes += connection.hello.heldBytes - held
    connection.bytes_in += packet.bytes.length
    this.#touch(connection, time_ms)
    if (connection.settled) return true
    if (parsed.state === 'complete') this.#settle(connection, parsed.value, time_ms)
    else if (parsed.state === 'malformed') {
      connection.settled = true
      this.#unfinished.delete(connection)
      this.#counters.add('malformed_quic')
    }
    return true
  }

  #settle(connection: QuicConnection, hello: ClientHello, time_ms: number): void {
    connection.settled = true
    this.#unfinished.delete(connection)
    const others = this.#byAddresses.get(connection.addresses) ?? []
    const isRepeated = others.some((other) => other !== connection && other.hello.digest === connection.hello.digest)
    if (isRepeated) return
    if (hello.broken) this.#counters.add('malformed_tls_extensions')
    this.#counters.add('quic_connections')
    this.#onRow(this.#rowOf(connection, hello, time_ms))
  }

  #rowOf(connection: QuicConnection, hello: ClientHello, time_ms: number): Request {
    const tls = tlsFactsOf(hello, 'q')
    this.#told += 1
    const peer = connectionAddressesOf(connection.addresses)
    const row = connectionRowOf(
      {
        sensor_id: this.#options.sensor_id,
        conn_id: `${this.#boot}-q${this.#told.toString(36)}`,
        peer,
        client: { src_ip: peer.src_ip, src_port: peer.src_port, client_ip_source: '' },
        scheme: 'https',
        h2_fingerprint: '',
        syn: NO_SYN,
        tls: { ...tls, tls_sni: textOf(tls.tls_sni), tls_alpn: textOf(tls.tls_alpn) },
        ja4_second_hello: '',
        syn_to_clienthello_ms: -1,
        clienthello_to_request_ms: -1,
        correlated: true,
      },
      time_ms,
      {
        connection_state: 'tls_only',
        connection_ms: elapsed(connection.first_ms, time_ms),
        connection_requests: 0,
        bytes_in: connection.bytes_in,
        bytes_out: 0,
      },
    )
    return { ...row, transport: 'quic' }
  }

  #remember(connection: QuicConnection, others: QuicConnection[]): void {
    const [oldest] = others
    if (oldest !== undefined && others.length >= MAX_PER_ADDRESSES) this.#forget(oldest, 'dropped_quic_connections')
    for (const longest of this.#connections.values()) {
      if (this.#connections.size < this.#options.maxConnections) break
      this.#forget(longest, 'dropped_quic_connections')
    }
    this.#connections.set(connection.id, connection)
    if (!connection.settled) this.#unfinished.add(connection)
    const now = this.#byAddresses.get(connection.addresses)
    if (now === undefined) this.#byAddresses.set(connection.addresses, [connection])
    else now.push(connection)
  }

  #touch(connection: QuicConnection, time_ms: number): void {
    connection.touched_ms = time_ms
    if (this.#connections.delete(connection.id)) this.#connections.set(connection.id, connection)
  }

  #keepWithinBytes(): void {
    for (const oldest of this.#unfinished) {
      if (this.#bufferedBytes <= this.#options.maxBufferedBytes / QUIC_SHARE) break
      this.#forget(oldest, 'dropped_quic_connections')
    }
  }

  /** `counter` counts it when its hello was never whole. */
  #forget(connection: QuicConnection, counter: string): void {
    if (!connection.settled) this.#counters.add(counter)
    this.#bufferedBytes -= connection.hello.heldBytes
    this.#connections.delete(connection.id)
    this.#unfinished.delete(connection)
    const others = this.#byAddresses.get(connection.addresses)?.filter((other) => other !== connection) ?? []
    if (others.length === 0) this.#byAddresses.delete(connection.addresses)
    else this.#byAddresses.set(connection.addresses, others)
  }
}
