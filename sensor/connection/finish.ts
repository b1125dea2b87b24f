import type { Request, SynFacts, TlsFacts } from '#db/model/request.ts'
import { headerOrderSignatureOf } from '../fingerprint/header-order.ts'
import type { Exchange } from '../protocol/exchange.ts'
import type { ConnectionAddresses } from './connection-key.ts'
import { maskQuery } from './redact.ts'
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

/** What every row of a connection repeats. */
export interface ConnectionFacts {
  sensor_id: string
  conn_id: string
  addresses: ConnectionAddresses
  scheme: 'http' | 'https'
  h2_fingerprint: string
  syn: SynFacts
  tls: TlsFacts
  syn_to_clienthello_ms: number
  clienthello_to_request_ms: number
}

/** The row of one request; `redactor` undefined keeps secrets. */
export function requestRowOf(
  facts: ConnectionFacts,
  exchange: Exchange,
  keepalives: number,
  redactor: Redactor | undefined,
): Request {
  const { request } = exchange
  const target = targetOf(request, facts.scheme)
  return {
    ...connectionRowOf(facts, exchange.requested_ms),
    type: 'request',
    keepalives,
    http_version: request.http_version,
    method: textOf(request.method),
    host: target.host,
    path: textOf(target.path),
    query_string: textOf(redactor === undefined ? target.query_string : maskQuery(target.query_string)),
    headers: request.headers.map(([name, value]) => [
      textOf(name),
      textOf(redactor === undefined ? value : redactor.headerValue(name, value)),
    ]),
    header_order_signature: headerOrderSignatureOf(request.headers),
    truncated: request.truncated,
    status_code: exchange.status_code,
    response_size: exchange.done ? exchange.response_size : -1,
    duration_ms: durationOf(exchange),
  }
}

/** A row about the connection itself: everything about a request is empty. */
export function connectionRowOf(facts: ConnectionFacts, time_ms: number): Request {
  return {
    type: 'connection',
    time: new Date(time_ms).toISOString(),
    sensor_id: facts.sensor_id,
    conn_id: facts.conn_id,
    ...facts.addresses,
    keepalives: 0,
    scheme: facts.scheme,
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
    syn_to_clienthello_ms: facts.syn_to_clienthello_ms,
    clienthello_to_request_ms: facts.clienthello_to_request_ms,
    ...facts.syn,
    ...facts.tls,
  }
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
