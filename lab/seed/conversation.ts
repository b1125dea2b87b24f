import type { Request, SynFacts, TlsFacts } from '#db/model/request.ts'
import type { Random } from '#lab/random.ts'
import { NO_TLS } from '#sensor/connection/finish.ts'
import { headerOrderSignatureOf } from '#sensor/fingerprint/header-order.ts'
import type { Client, Kind } from './clients.ts'
import { tlsOf } from './hellos.ts'
import { synOf, type Distance } from './tcp-stacks.ts'

const SERVER_IPV4 = '198.51.100.10'
const SERVER_IPV6 = '2001:db8:1::10'
/** Servers let an idle connection go. */
const IDLE_MS = 60_000

/** One request of a session, and what the server made of it. */
export interface Exchange {
  at_ms: number
  method?: string
  path: string
  query?: string
  kind: Kind
  referer?: string
  status: number
  size: number
  duration_ms: number
  content_type: string
}

interface Session {
  sensor_id: string
  src_ip: string
  host: string
  client: Client
  cookie: string
  language: string
  random: Random
  /** Clients that do not keep a connection open. */
  one_request_each?: boolean
}

interface Connection {
  sensor_id: string
  conn_id: string
  src_ip: string
  src_port: number
  dst_ip: string
  h2_fingerprint: string
  syn: SynFacts
  tls: TlsFacts
  syn_to_clienthello_ms: number
  clienthello_to_request_ms: number
}

/** What one address asks of one host: its connections, opened and kept as its client does. */
export class Conversation {
  /** Without their times. */
  readonly rows: Request[] = []
  /** When each row happened, from the session's start. */
  readonly times_ms: number[] = []
  readonly #session: Session
  readonly #distance: Distance
  #connection: Connection | null = null
  #last_ms = 0
  #keepalives = 0
  #connections = 0

  constructor(session: Session) {
    this.#session = session
    const { random } = session
    this.#distance = { hops: 6 + random.below(14), mss_less: random.pick([0, 0, 0, 8, 28, 48]) }
  }

  ask(exchange: Exchange): void {
    const { client, host, cookie, language, one_request_each } = this.#session
    const idle = exchange.at_ms - this.#last_ms > IDLE_MS
    if (this.#connection === null || idle || one_request_each === true) this.#connection = this.#open()
    this.#last_ms = exchange.at_ms
    this.#keepalives += 1
    const { kind, referer = '' } = exchange
    const row = rowOf('request', this.#connection)
    row.headers = client.headersOf({ kind, referer, cookie: this.rows.length === 0 ? '' : cookie, language }, host)
    row.header_order_signature = headerOrderSignatureOf(row.headers)
    row.keepalives = this.#keepalives
    row.http_version = client.http_version
    row.host = host
    row.method = exchange.method ?? 'GET'
    row.path = exchange.path
    row.query_string = exchange.query ?? ''
    row.status_code = exchange.status
    row.response_size = exchange.size
    row.duration_ms = Math.round(exchange.duration_ms * 1000) / 1000
    row.response_headers = [['content-type', exchange.content_type]]
    this.#add(row, exchange.at_ms)
  }

  /** A connection that came to nothing, as packet scanners leave them. */
  knock(at_ms: number, connection_state: 'scan' | 'half_open' | 'tls_only', dst_port: number): void {
    const facts = this.#open()
    const row = rowOf('connection', connection_state === 'tls_only' ? facts : { ...facts, tls: NO_TLS })
    row.host = row.tls_sni
    row.dst_port = dst_port
    row.scheme = dst_port === 443 ? 'https' : 'http'
    row.orphan_side = 'B'
    row.connection_state = connection_state
    row.connection_ms = 3 + this.#session.random.below(400)
    row.clienthello_to_request_ms = -1
    this.#add(row, at_ms)
    this.#connection = null
  }

  #add(row: Request, at_ms: number): void {
    this.rows.push(row)
    this.times_ms.push(Math.round(at_ms))
  }

  #open(): Connection {
    this.#connections += 1
    this.#keepalives = 0
    return connectionFacts(this.#session, this.#distance, this.#connections)
  }
}

function connectionFacts(session: Session, distance: Distance, number: number): Connection {
  const { sensor_id, src_ip, host, client, random } = session
  const ip_version = src_ip.includes(':') ? 6 : 4
  const round_trip_ms = 4 + distance.hops * 2 + random.below(30)
  return {
    sensor_id,
    conn_id: `${sensor_id}-${src_ip}-${host}-${number}`,
    src_ip,
    src_port: 1024 + random.below(64_000),
    dst_ip: ip_version === 6 ? SERVER_IPV6 : SERVER_IPV4,
    h2_fingerprint: client.h2_fingerprint,
    syn: synOf(client.tcp, ip_version, distance, random),
    tls: tlsOf(client.tls, client.alpn, host, random),
    syn_to_clienthello_ms: round_trip_ms + random.below(100) / 100,
    clienthello_to_request_ms: round_trip_ms * 2 + random.below(2000) / 100,
  }
}

/** Field by field, as long as that is: a row of spread parts becomes a hash table, several times slower to make and write. */
function rowOf(type: Request['type'], { syn, tls, ...facts }: Connection): Request {
  return {
    type,
    time: '',
    sensor_id: facts.sensor_id,
    conn_id: facts.conn_id,
    transport: 'tcp',
    src_ip: facts.src_ip,
    src_port: facts.src_port,
    peer_ip: facts.src_ip,
    peer_port: facts.src_port,
    client_ip_source: '',
    dst_ip: facts.dst_ip,
    dst_port: 443,
    keepalives: 0,
    scheme: 'https',
    http_version: '',
    method: '',
    host: '',
    path: '',
    query_string: '',
    headers: [],
    header_order_signature: '',
    h2_fingerprint: facts.h2_fingerprint,
    truncated: false,
    status_code: 0,
    response_size: -1,
    duration_ms: -1,
    response_headers: [],
    syn_to_clienthello_ms: facts.syn_to_clienthello_ms,
    clienthello_to_request_ms: facts.clienthello_to_request_ms,
    ja4_second_hello: '',
    correlated: true,
    orphan_side: '',
    connection_state: '',
    connection_ms: -1,
    connection_requests: 0,
    bytes_in: 0,
    bytes_out: 0,
    ...syn,
    ...tls,
  }
}
