import type { SynFacts } from '#db/model/request.ts'
import { osGuessOf } from '../fingerprint/os-guess.ts'
import { tcpSignatureOf } from '../fingerprint/tcp-signature.ts'
import { parseTcpOptions } from '../protocol/tcp/options.ts'
import type { ConnectionKey, SynFact } from '../source/fact.ts'
import { isIpv4Key } from './connection-key.ts'

const REMEMBERED_MAX = 512
/** Signature, system and option names by option bytes and header: machines of one kind send alike, and shared texts save memory. */
const remembered = new Map<string, Pick<SynFacts, 'tcp_signature' | 'os_guess'>>()

/** What a SYN tells, as rows say it. */
export function synFactsOf(key: ConnectionKey, fact: SynFact): SynFacts {
  const options = parseTcpOptions(fact.tcp_options)
  const header = {
    ip_version: isIpv4Key(key) ? (4 as const) : (6 as const),
    ip_meta_ttl: fact.ip_meta_ttl,
    ip_meta_id: fact.ip_meta_id,
    ip_meta_df: fact.ip_meta_df,
    tcp_meta_window_size: fact.tcp_meta_window_size,
  }
  const tcp_signature = tcpSignatureOf(header, options)
  let named = remembered.get(tcp_signature)
  if (named === undefined) {
    if (remembered.size >= REMEMBERED_MAX) remembered.clear()
    named = { tcp_signature, os_guess: osGuessOf(header, options) }
    remembered.set(tcp_signature, named)
  }
  return {
    ip_meta_ttl: fact.ip_meta_ttl,
    ip_meta_id: fact.ip_meta_id,
    ip_meta_df: fact.ip_meta_df,
    ip_meta_total_length: fact.ip_meta_total_length,
    tcp_meta_window_size: fact.tcp_meta_window_size,
    tcp_meta_mss: options.mss,
    tcp_meta_window_scale: options.window_scale,
    tcp_meta_options: options.names,
    ...named,
  }
}
