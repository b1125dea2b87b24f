import type { Request } from '#db/model/request.ts'
import type { ConnectionTableOptions } from '#sensor/connection/connection-table.ts'
import { resolveClient } from '#sensor/connection/address/resolve-client.ts'
import { connectionRowOf, NO_SYN, NO_TLS, requestRowOf } from '#sensor/connection/finish.ts'
import type { ConnectionFacts } from '#sensor/connection/finish.ts'
import { newExchange } from '#sensor/protocol/exchange.ts'
import type { ModuleRequest } from './module-request.ts'
import type { NetworkRecord } from './network-record.ts'

/** What the rows take from the settings. */
export type RowOptions = Pick<
  ConnectionTableOptions,
  'sensor_id' | 'redactor' | 'trustedProxies' | 'excludedSources' | 'connectionRows'
>

/** The row of a request from the module with its connection from the network, if that is known. */
export function joinedRowOf(
  request: ModuleRequest,
  network: NetworkRecord | undefined,
  place: { conn_id: string; keepalives: number },
  options: RowOptions,
  count: (counter: string) => void,
): Request {
  const { head, scheme, h2_fingerprint } = request
  const peer = {
    src_ip: request.src_ip,
    src_port: request.src_port,
    dst_ip: request.dst_ip || (network?.dst_ip ?? ''),
    dst_port: request.dst_port || (network?.dst_port ?? 0),
  }
  const nearest = { src_ip: peer.src_ip, src_port: peer.src_port, client_ip_source: '' as const }
  const facts: ConnectionFacts = {
    ...unknownFacts(options.sensor_id, place.conn_id, peer),
    client: resolveClient(nearest, head.headers, options.trustedProxies, count),
    scheme,
    h2_fingerprint,
    ...(network === undefined ? {} : networkFacts(network, scheme)),
  }
  const row = requestRowOf(facts, newExchange(head, request.time_ms), place.keepalives, options.redactor)
  return {
    ...row,
    // Which fields a site's module tells is its setting: the order of their names says nothing about the client.
    header_order_signature: request.header_order_signature,
    orphan_side: network === undefined ? 'A' : '',
  }
}

/** The row of a connection for which no request came. */
export function networkOrphanRowOf(network: NetworkRecord, conn_id: string, sensor_id: string): Request {
  const { src_ip, src_port, dst_ip, dst_port, tls } = network
  const isTls = tls.ja4 !== '' || tls.ja3 !== ''
  const facts: ConnectionFacts = {
    ...unknownFacts(sensor_id, conn_id, { src_ip, src_port, dst_ip, dst_port }),
    ...networkFacts(network, isTls ? 'https' : 'http'),
    scheme: isTls ? 'https' : 'http',
  }
  return {
    ...connectionRowOf(facts, network.time_ms),
    connection_state: isTls ? 'tls_only' : '',
    orphan_side: 'B',
  }
}

function unknownFacts(sensor_id: string, conn_id: string, peer: ConnectionFacts['peer']): ConnectionFacts {
  return {
    sensor_id,
    conn_id,
    peer,
    client: { src_ip: peer.src_ip, src_port: peer.src_port, client_ip_source: '' },
    scheme: 'http',
    h2_fingerprint: '',
    syn: NO_SYN,
    tls: NO_TLS,
    ja4_second_hello: '',
    syn_to_clienthello_ms: -1,
    clienthello_to_request_ms: -1,
    correlated: false,
  }
}

function networkFacts(network: NetworkRecord, scheme: 'http' | 'https') {
  return {
    syn: network.syn,
    tls: network.tls,
    syn_to_clienthello_ms: network.syn_to_clienthello_ms,
    correlated: scheme === 'http' || network.tls.ja4 !== '',
  }
}
