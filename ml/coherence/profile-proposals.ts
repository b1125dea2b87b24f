import { createHash } from 'node:crypto'
import type { BrowserProfile, DocumentHeaders } from '#db/model/browser-profile.ts'
import type { SessionEvidence } from '#db/model/evidence.ts'
import { groupedBy } from './grouped-by.ts'
import { judgeCoherence } from './judge-coherence.ts'
import { readClaim } from './read-claim.ts'

/** Sent or not depending on the visit rather than on the browser. */
const DEPENDS_ON_VISIT = new Set([
  ...['authorization', 'cache-control', 'content-length', 'content-type', 'cookie', 'if-match', 'if-modified-since'],
  ...['if-none-match', 'if-range', 'if-unmodified-since', 'origin', 'pragma', 'range', 'referer', 'transfer-encoding'],
  ...['dnt', 'sec-gpc', 'via', 'forwarded'],
])
const OPTIONAL = ['sec-ch-ua', 'sec-ch-ua-mobile', 'sec-ch-ua-platform', 'sec-fetch-user', 'priority']
/** One address may be one odd machine. */
const LEAST_ADDRESSES = 2

/**
 * What verified people showed and no profile knows: one proposal per claimed engine, JA4, HTTP/2 opening and header order, with
 * at least two addresses behind it. Pure.
 */
export function profileProposals(
  people: readonly SessionEvidence[],
  profiles: readonly BrowserProfile[],
): BrowserProfile[] {
  const groups = groupedBy(
    people.filter((person) => isNew(person, profiles)),
    combinationOf,
  )
  return [...groups].flatMap(([combination, group]) => {
    const addresses = new Set(group.map(({ src_ip }) => src_ip)).size
    return addresses < LEAST_ADDRESSES ? [] : [proposalOf(combination, group, addresses)]
  })
}

function combinationOf({ claimed_engine, ja4, h2_fingerprint, header_order_signature }: SessionEvidence): string {
  return JSON.stringify([claimed_engine, ja4, h2_fingerprint, header_order_signature])
}

/** Direct traffic of a claimed browser in which something that was seen is not known to be that browser's. */
function isNew(person: SessionEvidence, profiles: readonly BrowserProfile[]): boolean {
  if (person.claimed_engine === '' || person.behind_proxy || !person.has_tls) return false
  const { tls, http2, headers } = judgeCoherence(person, [], profiles).coherence_axes
  return tls !== 1 || headers !== 1 || (person.has_h2 && http2 !== 1)
}

function proposalOf(combination: string, group: readonly SessionEvidence[], addresses: number): BrowserProfile {
  const [first] = group
  if (first === undefined) throw new Error('a group has members')
  const versions = group.map((person) => readClaim(person.user_agent, person.claimed_engine).version)
  const days = group.map(({ window_start }) => window_start.slice(0, 10)).sort()
  const systems = [...new Set(group.map(({ claimed_os }) => claimed_os || 'a system not named'))].sort().join(', ')
  const lowest = Math.min(...versions)
  return {
    profile_id: `site-${createHash('sha256').update(combination).digest('hex').slice(0, 16)}`,
    family: first.claimed_engine,
    name: `${first.claimed_engine} ${lowest} on ${systems}`,
    version_from: lowest,
    version_to: null,
    ja4s: [first.ja4],
    h2_fingerprints: first.h2_fingerprint === '' ? [] : [first.h2_fingerprint],
    document_headers: headersOf(first),
    proof: {
      source: 'site',
      seen: `${addresses} addresses on ${new Set(group.map(({ host }) => host)).size} hosts, people by verdict or challenge`,
      sessions: group.length,
      requests: group.reduce((sum, { hits }) => sum + hits, 0),
      first_day: days[0] ?? '',
      last_day: days.at(-1) ?? '',
    },
  }
}

function headersOf({ http_version, scheme, header_names, sec_fetch_dest }: SessionEvidence): DocumentHeaders[] {
  const is_document = sec_fetch_dest === '' || sec_fetch_dest === 'document'
  if (!is_document || header_names.length === 0 || (scheme !== 'http' && scheme !== 'https')) return []
  if (http_version !== '1.1' && http_version !== '2') return []
  const names = header_names.filter(
    (name) => !DEPENDS_ON_VISIT.has(name.toLowerCase()) && !name.toLowerCase().startsWith('x-'),
  )
  const lower = names.map((name) => name.toLowerCase())
  return [{ http_version, scheme, names, optional: OPTIONAL.filter((name) => lower.includes(name)) }]
}
