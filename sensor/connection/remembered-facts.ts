import type { SynFacts, TlsFacts } from '#db/model/request.ts'
import { http2FingerprintOf } from '../fingerprint/http2-fingerprint.ts'
import type { Http2Opening } from '../protocol/http2/messages.ts'
import type { ConnectionKey } from '../source/fact.ts'
import type { Client } from './address/client.ts'
import { connectionAddressesOf } from './connection-key.ts'
import { elapsed, type ConnectionFacts } from './finish.ts'

/** What the facts of a connection follow from; times are -1 while unknown. */
interface FactSources {
  sensor_id: string
  conn_id: string
  key: ConnectionKey
  /** Undefined: the peer itself. */
  client: Client | undefined
  scheme: 'http' | 'https' | undefined
  opening: Http2Opening | undefined
  syn: SynFacts
  syn_ms: number
  tls: TlsFacts
  hello_ms: number
  ja4_second_hello: string
  first_request_ms: number
}

const MAX_REMEMBERED = 4096
/** Of connections in use, by conn_id: the same object while nothing changed, so that its encoding can be kept with it. */
const remembered = new Map<string, { sources: FactSources; facts: ConnectionFacts }>()

export function factsOf(sources: FactSources): ConnectionFacts {
  const known = remembered.get(sources.conn_id)
  if (known !== undefined && isSame(known.sources, sources)) return known.facts
  const facts = writtenOut(sources)
  if (known === undefined && remembered.size >= MAX_REMEMBERED) remembered.clear()
  remembered.set(sources.conn_id, { sources, facts })
  return facts
}

function isSame(known: FactSources, now: FactSources): boolean {
  return (
    known.sensor_id === now.sensor_id &&
    known.client === now.client &&
    known.scheme === now.scheme &&
    known.opening === now.opening &&
    // Until the first request an opening grows.
    now.opening?.complete !== false &&
    known.syn === now.syn &&
    known.syn_ms === now.syn_ms &&
    known.tls === now.tls &&
    known.hello_ms === now.hello_ms &&
    known.ja4_second_hello === now.ja4_second_hello &&
    known.first_request_ms === now.first_request_ms
  )
}

function writtenOut(sources: FactSources): ConnectionFacts {
  const { sensor_id, conn_id, key, opening, syn, syn_ms, tls, hello_ms, ja4_second_hello, first_request_ms } = sources
  const peer = connectionAddressesOf(key)
  const scheme = sources.scheme ?? (hello_ms >= 0 ? 'https' : 'http')
  return {
    sensor_id,
    conn_id,
    peer,
    client: sources.client ?? { src_ip: peer.src_ip, src_port: peer.src_port, client_ip_source: '' },
    scheme,
    h2_fingerprint: opening === undefined ? '' : http2FingerprintOf(opening),
    syn,
    tls,
    ja4_second_hello,
    syn_to_clienthello_ms: elapsed(syn_ms, hello_ms),
    clienthello_to_request_ms: elapsed(sources.scheme === 'https' ? hello_ms : syn_ms, first_request_ms),
    correlated: syn_ms >= 0 && (scheme === 'http' || hello_ms >= 0),
    encoded: undefined,
  }
}
