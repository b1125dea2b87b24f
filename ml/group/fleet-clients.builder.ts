import type { FleetClient } from '#db/clickhouse/groups/list-fleet-clients.ts'
import type { FleetEdge } from '#db/clickhouse/groups/list-fleet-edges.ts'
import { gaussian } from '../train/gaussian.ts'
import { type Random, randomInteger } from '../train/random.ts'
import { grouped } from './grouped.ts'

const START_MS = Date.parse('2026-01-31T10:00:00Z')
const SITE_PAGES = 300

interface Identity {
  profile_key: string
  src_ip: string
  asn: number
}

function aClient({ profile_key, src_ip, asn }: Identity, did: Partial<FleetClient>): FleetClient {
  return {
    profile_key,
    src_ip,
    asn,
    network: `AS${asn}`,
    country_code: 'FR',
    ja4: `ja4-${profile_key}`,
    header_order_signature: `order-${profile_key}`,
    tcp_stack: `stack-${profile_key}`,
    h2_fingerprint: '',
    user_agent: 'agent',
    hosts: ['shop.example'],
    sessions: 2,
    hits: did.times?.length ?? 0,
    documents: 0,
    assets: 0,
    posts: 0,
    orphans: 0,
    count_4xx: 0,
    cookies: 0,
    no_sec_fetch: 0,
    times: [],
    paths: [],
    ...did,
  }
}

/** A person with a browser: some pages of many with what they consist of, in bursts, with thought between. */
export function aPerson(identity: Identity, random: Random): FleetClient {
  const pages = 1 + Math.floor(Math.exp(1.2 * Math.abs(gaussian(random))))
  const times: number[] = []
  const paths = new Set<number>()
  let at = START_MS + random() * 5_000_000
  for (let page = 0; page < pages; page++) {
    // Some pages are much read: Zipf's law, by inversion.
    const document = Math.floor(SITE_PAGES ** random())
    for (let part = 0; part < 4 + randomInteger(random, 12); part++) {
      times.push(at)
      paths.add(part === 0 ? document : 1000 + document * 3 + randomInteger(random, 20))
      at += 20 + random() * 300
    }
    at += Math.exp(9 + gaussian(random))
  }
  const hits = times.length
  const assets = Math.round(hits * (0.7 + 0.2 * random()))
  return aClient(identity, {
    times: times.slice(0, 64),
    paths: [...paths].toSorted((a, b) => a - b).slice(0, 64),
    hits,
    assets,
    documents: hits - assets,
    orphans: random() < 0.3 ? 1 : 0,
    cookies: Math.round(hits * random()),
  })
}

/** One address of a fleet: a few paths in turn, at its own pace, nothing of a browser. */
export function aMember(
  identity: Identity,
  script: { paths: readonly number[]; every_ms: number },
  random: Random,
): FleetClient {
  const count = Math.max(3, Math.round(7_200_000 / script.every_ms) - randomInteger(random, 4))
  const first = START_MS + random() * script.every_ms
  const times = Array.from(
    { length: Math.min(64, count) },
    (_, at) => first + script.every_ms * (at + 0.1 * gaussian(random)),
  )
  return aClient(identity, {
    times: times.toSorted((a, b) => a - b),
    paths: [...script.paths],
    hits: count,
    documents: count,
    orphans: count,
    no_sec_fetch: count,
  })
}

/** What the store would say of these clients' networks. */
export function edgesOf(clients: readonly FleetClient[]): FleetEdge[] {
  return [...grouped(clients, ({ profile_key, network }) => `${profile_key} ${network}`).values()].flatMap((group) => {
    const [first] = group
    return first === undefined
      ? []
      : [{ profile_key: first.profile_key, network: first.network, addresses: group.length }]
  })
}
