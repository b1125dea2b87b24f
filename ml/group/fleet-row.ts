import { createHash } from 'node:crypto'
import type { FleetClient } from '#db/clickhouse/groups/list-fleet-clients.ts'
import type { FleetRow } from '#db/clickhouse/groups/insert-fleets.ts'
import { type FoundFleet, sizeEvidence } from './find-fleets.ts'
import type { FleetMember } from './fleet-members.ts'
import type { Likeness } from './likeness.ts'

const HOUR_MS = 3_600_000
const MEMBERS_MAX = 1000
/** What so many members have alike is the fleet's. */
const SHARED_MIN = 0.9
/** Of a former fleet's members so many must be here for this to be the same. */
const OVERLAP_MIN = 0.5

interface RowOptions {
  now: Date
  fleet: FoundFleet
  members: readonly FleetMember[]
  path_examples: string[]
  former: readonly { fleet_id: string; src_ips: readonly string[] }[]
}

export function fleetRow({ now, fleet, members, path_examples, former }: RowOptions): FleetRow {
  const clients = members.map(({ client }) => client)
  const src_ips = new Set(clients.map(({ src_ip }) => src_ip))
  const shared = sharedFacts(clients)
  const { coherence, background_coherence, modularity, likeness, background_likeness, contrast } = fleet
  const networks = new Set(clients.map(({ network }) => network)).size
  return {
    detected_at: now.toISOString(),
    window_start: new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS).toISOString(),
    fleet_id: knownAs(src_ips, former) ?? digestOf(shared),
    fleet_score: contrast * sizeEvidence(src_ips.size),
    coherence,
    background_coherence,
    modularity,
    addresses: src_ips.size,
    sessions: clients.reduce((sum, { sessions }) => sum + sessions, 0),
    hits: clients.reduce((sum, { hits }) => sum + hits, 0),
    ja4s: commonest(clients.map(({ ja4 }) => ja4)).slice(0, 100),
    asns: commonest(clients.map(({ asn }) => asn).filter((asn) => asn !== 0)).slice(0, 1000),
    countries: commonest(clients.map(({ country_code }) => country_code).filter((code) => code !== '')),
    hosts: commonest(clients.flatMap(({ hosts }) => hosts)).slice(0, 100),
    shared,
    likeness: knownOf(likeness),
    background_likeness: knownOf(background_likeness),
    path_examples,
    members: members
      .toSorted((a, b) => b.alike - a.alike)
      .slice(0, MEMBERS_MAX)
      .map(({ client: { src_ip, ja4, asn, sessions }, proof }) => ({ src_ip, ja4, asn, sessions, proof })),
    reason:
      `${src_ips.size} addresses of ${networks} ${networks === 1 ? 'network' : 'networks'} ` +
      `${shared['ja4'] === undefined ? 'act the same behind different looks' : 'look the same and act the same'}: ` +
      `${percent(coherence)} alike, ${othersWords(fleet)}.`,
  }
}

/** Without others of its kind on its hosts a fleet is held against what people on one site mostly are. */
function othersWords({ background_coherence, background_likeness }: FoundFleet): string {
  return Object.keys(knownOf(background_likeness)).length > 0
    ? `others on the same hosts ${percent(background_coherence)}`
    : `where ${percent(background_coherence)} is usual; nobody else of the kind was on the same hosts to compare with`
}

/** Facts that nine in ten members have alike, empty ones included: a fleet without TLS shares that. */
function sharedFacts(clients: readonly FleetClient[]): Record<string, string> {
  const facts = ['ja4', 'header_order_signature', 'tcp_stack', 'h2_fingerprint', 'user_agent'] as const
  return Object.fromEntries(
    facts.flatMap((fact) => {
      const values = clients.map((client) => client[fact])
      const [most = ''] = commonest(values)
      return values.filter((value) => value === most).length >= SHARED_MIN * values.length ? [[fact, most]] : []
    }),
  )
}

function digestOf(shared: Record<string, string>): string {
  return createHash('sha256').update(JSON.stringify(shared)).digest('hex').slice(0, 16)
}

/** The former fleet whose members these mostly are. */
function knownAs(src_ips: ReadonlySet<string>, former: RowOptions['former']): string | undefined {
  return former.find((fleet) => {
    const both = fleet.src_ips.filter((src_ip) => src_ips.has(src_ip)).length
    return both >= OVERLAP_MIN * Math.min(src_ips.size, fleet.src_ips.length) && both > 0
  })?.fleet_id
}

function commonest<T>(values: readonly T[]): T[] {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([value]) => value)
}

function knownOf(likeness: Likeness): Record<string, number> {
  return Object.fromEntries(Object.entries(likeness).filter(([, value]) => !Number.isNaN(value)))
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}
