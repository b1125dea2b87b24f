import type { ConnectionOutcome, Header, Request, SynFacts, TlsFacts } from '#db/model/request.ts'
import { headerOrderSignatureOf } from '../fingerprint/header-order.ts'
import type { Exchange, RawHeader } from '../protocol/exchange.ts'
import type { Client } from './address/client.ts'
import type { ConnectionAddresses } from './connection-key.ts'
import type { Redactor } from './redact.ts'
import { targetOf } from './target.ts'
import { textOf } from './text.ts'

export const NO_SYN: SynFacts = {
  ip_meta_ttl: 0,
  ip_meta_id: 0,
  ip_meta_df: false,
  ip_meta_total_length: 0,
  tcp_meta_window_size: 0,
  tcp_meta_mss: 0,
  tcp_meta_window_scale: -1,
  tcp_meta_options: '',
  tcp_signature: '',
  os_guess: '',
}

export const NO_TLS: TlsFacts = {
  tls_version: '',
  tls_sni: '',
  tls_alpn: '',
  ja4: '',
  ja4_r: '',
  ja4_o: '',
  ja4_ro: '',
  ja3: '',
  ja3_hash: '',
}

/** Rows of requests say nothing of how their connection ended. */
const NO_OUTCOME: ConnectionOutcome = {
  connection_state: '',
  connection_ms: -1,
  connection_requests: 0,
  bytes_in: 0,
  bytes_out: 0,
}

/** What every row of a connection repeats. */
export interface ConnectionFacts {
  sensor_id: string
  conn_id: string
  /** Both ends as the packets say. */
  peer: ConnectionAddresses
  client: Client
  scheme: 'http' | 'https'
  h2_fingerprint: string
  syn: SynFacts
  tls: TlsFacts
  ja4_second_hello: string
  syn_to_clienthello_ms: number
  clienthello_to_request_ms: number
  correlated: boolean
  /** An output's, see there. */
  encoded?: Uint8Array | undefined
}

/** What a row says of its request. */
type RequestPart = Pick<
  Request,
  | 'keepalives'
  | 'http_version'
  | 'method'
  | 'host'
  | 'path'
  | 'query_string'
  | 'headers'
  | 'header_order_signature'
  | 'h2_fingerprint'
  | 'truncated'
  | 'status_code'
  | 'response_size'
  | 'duration_ms'
  | 'response_headers'
  | 'orphan_side'
>

/** The row of one request; `redactor` undefined keeps secrets. */
export function requestRowOf(
  facts: ConnectionFacts,
  exchange: Exchange,
  keepalives: number,
  redactor: Redactor | undefined,
): Request {
  const { request } = exchange
  const target = targetOf(request, facts.scheme)
  const part: RequestPart = {
    keepalives,
    http_version: request.http_version,
    method: textOf(request.method),
    host: target.host,
    path: textOf(redactor?.path(target.path) ?? target.path),
    query_string: textOf(redactor?.query(target.query_string) ?? target.query_string),
    headers: headersOf(request.headers, redactor),
    header_order_signature: headerOrderSignatureOf(request.headers),
    h2_fingerprint: request.http_version === '2' ? facts.h2_fingerprint : '',
    truncated: request.truncated,
    status_code: exchange.status_code,
    response_size: exchange.done ? exchange.response_size : -1,
    duration_ms: durationOf(exchange),
    response_headers: headersOf(exchange.response_headers, redactor),
    orphan_side: facts.syn === NO_SYN && facts.tls === NO_TLS ? 'A' : '',
  }
  return rowOf('request', exchange.requested_ms, facts, part, NO_OUTCOME)
}

function headersOf(headers: readonly RawHeader[], redactor: Redactor | undefined): Header[] {
  const written: Header[] = []
  for (const header of headers) written.push(redactor?.header(header) ?? [textOf(header[0]), textOf(header[1])])
  return written
}

/** A row about the connection itself: everything about a request is empty. */
export function connectionRowOf(facts: ConnectionFacts, time_ms: number, outcome = NO_OUTCOME): Request {
  const part: RequestPart = {
    keepalives: 0,
    http_version: '',
    method: '',
    host: facts.tls.tls_sni.toLowerCase(),
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
    orphan_side:
      outcome !== NO_OUTCOME && outcome.connection_requests === 0 && outcome.connection_state !== 'requests' ? 'B' : '',
  }
  return rowOf('connection', time_ms, facts, part, outcome)
}

/**
 * Each field by its name, as long as that is: an object into which so many fields are spread becomes a hash table, slower
 * to make and to write (38 µs a request with it, 27 without, all of the table's work and JSON included).
 */
// eslint-disable-next-line max-lines-per-function
function rowOf(
  type: Request['type'],
  time_ms: number,
  facts: ConnectionFacts,
  part: RequestPart,
  outcome: ConnectionOutcome,
): Request {
  const { sensor_id, conn_id, client, peer, scheme, syn, tls } = facts
  return {
    type,
    time: timeText(time_ms),
    sensor_id,
    conn_id,
    transport: 'tcp',
    src_ip: client.src_ip,
    src_port: client.src_port,
    client_ip_source: client.client_ip_source,
    peer_ip: peer.src_ip,
    peer_port: peer.src_port,
    dst_ip: peer.dst_ip,
    dst_port: peer.dst_port,
    keepalives: part.keepalives,
    scheme,
    http_version: part.http_version,
    method: part.method,
    host: part.host,
    path: part.path,
    query_string: part.query_string,
    headers: part.headers,
    header_order_signature: part.header_order_signature,
    h2_fingerprint: part.h2_fingerprint,
    truncated: part.truncated,
    status_code: part.status_code,
    response_size: part.response_size,
    duration_ms: part.duration_ms,
    response_headers: part.response_headers,
    syn_to_clienthello_ms: facts.syn_to_clienthello_ms,
    clienthello_to_request_ms: facts.clienthello_to_request_ms,
    ja4_second_hello: facts.ja4_second_hello,
    correlated: facts.correlated,
    orphan_side: part.orphan_side,
    ip_meta_ttl: syn.ip_meta_ttl,
    ip_meta_id: syn.ip_meta_id,
    ip_meta_df: syn.ip_meta_df,
    ip_meta_total_length: syn.ip_meta_total_length,
    tcp_meta_window_size: syn.tcp_meta_window_size,
    tcp_meta_mss: syn.tcp_meta_mss,
    tcp_meta_window_scale: syn.tcp_meta_window_scale,
    tcp_meta_options: syn.tcp_meta_options,
    tcp_signature: syn.tcp_signature,
    os_guess: syn.os_guess,
    tls_version: tls.tls_version,
    tls_sni: tls.tls_sni,
    tls_alpn: tls.tls_alpn,
    ja4: tls.ja4,
    ja4_r: tls.ja4_r,
    ja4_o: tls.ja4_o,
    ja4_ro: tls.ja4_ro,
    ja3: tls.ja3,
    ja3_hash: tls.ja3_hash,
    connection_state: outcome.connection_state,
    connection_ms: outcome.connection_ms,
    connection_requests: outcome.connection_requests,
    bytes_in: outcome.bytes_in,
    bytes_out: outcome.bytes_out,
  }
}

let lastTime = { ms: 0, text: new Date(0).toISOString() }
/** Requests come many in a millisecond. */
function timeText(time_ms: number): string {
  const ms = Math.trunc(time_ms)
  if (ms !== lastTime.ms) lastTime = { ms, text: new Date(ms).toISOString() }
  return lastTime.text
}

/** Early answers come before the body's end: they count from the head. */
function durationOf(exchange: Exchange): number {
  if (exchange.answered_ms < 0) return -1
  const ended = exchange.request_ended_ms
  const from = ended >= 0 && ended <= exchange.answered_ms ? ended : exchange.requested_ms
  return elapsed(from, exchange.answered_ms)
}

/** Milliseconds to the microsecond; -1 when either end was not seen. */
export function elapsed(from_ms: number, to_ms: number): number {
  if (from_ms < 0 || to_ms < 0) return -1
  return Math.max(0, Math.round((to_ms - from_ms) * 1000) / 1000)
}
