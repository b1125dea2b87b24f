import { insertFleets } from '#db/clickhouse/groups/insert-fleets.ts'
import { listFleetClients } from '#db/clickhouse/groups/list-fleet-clients.ts'
import { listFleetEdges } from '#db/clickhouse/groups/list-fleet-edges.ts'
import { listFleetPaths } from '#db/clickhouse/groups/list-fleet-paths.ts'
import { listRecentFleets } from '#db/clickhouse/groups/list-recent-fleets.ts'
import { findFleets, FLEET_SCORE_MIN, type FoundFleet } from './find-fleets.ts'
import { fleetMembers } from './fleet-members.ts'
import { fleetRow } from './fleet-row.ts'
import { isDue } from './throttle.ts'

const EVERY_MS = 120_000
const LOOK_BACK_MS = 2 * 3_600_000
const REMEMBERED_MS = 24 * 3_600_000
/** Fewer addresses are company, not a fleet. */
const ADDRESSES_MIN = 5
const EDGES_MAX = 50_000
const SAMPLE = 40
const SAMPLES_MAX = 12_000
const CANDIDATES_MAX = 5000
const FLEETS_MAX = 50
const PATHS = 8
const PATH_ADDRESSES = 60

export interface FleetsDetected {
  state: 'done' | 'not_due'
  fleets: number
  /** Appearances (JA4, header order, TCP stack) that were compared. */
  profiles: number
  ms: number
}

/** Addresses of many networks that act as one, over the last two hours; at most every two minutes. */
export async function detectFleets({
  now,
  every_ms = EVERY_MS,
}: {
  now: Date
  every_ms?: number
}): Promise<FleetsDetected> {
  const started = performance.now()
  if (!isDue('fleets', now, every_ms))
    return { state: 'not_due', fleets: 0, profiles: 0, ms: performance.now() - started }
  const since = new Date(now.getTime() - LOOK_BACK_MS).toISOString()
  const asked = { since, min_addresses: ADDRESSES_MIN }
  const edges = await listFleetEdges({ ...asked, limit: EDGES_MAX })
  const profiles = new Set(edges.map(({ profile_key }) => profile_key)).size
  let fleets = 0
  if (profiles > 0) {
    const clients = await listFleetClients({ ...asked, profile_keys: [], per_profile: SAMPLE, limit: SAMPLES_MAX })
    const found = findFleets(edges, clients).slice(0, FLEETS_MAX)
    fleets = await storeFleets(now, since, found)
  }
  return { state: 'done', fleets, profiles, ms: performance.now() - started }
}

/** Writes the fleets of which enough members hold; answers how many. */
async function storeFleets(now: Date, since: string, found: readonly FoundFleet[]): Promise<number> {
  if (found.length === 0) return 0
  const former = await listRecentFleets({ since: new Date(now.getTime() - REMEMBERED_MS).toISOString() })
  const rows = []
  for (const fleet of found) {
    const candidates = await listFleetClients({
      since,
      min_addresses: ADDRESSES_MIN,
      profile_keys: fleet.profile_keys.slice(0, 200),
      per_profile: CANDIDATES_MAX,
      limit: CANDIDATES_MAX,
    })
    const members = fleetMembers(fleet, candidates)
    if (new Set(members.map(({ client }) => client.src_ip)).size < ADDRESSES_MIN) continue
    const src_ips = members.slice(0, PATH_ADDRESSES).map(({ client }) => client.src_ip)
    const paths = await listFleetPaths({ since, src_ips, limit: PATHS })
    const row = fleetRow({ now, fleet, members, path_examples: paths.map(({ path }) => path), former })
    if (row.fleet_score >= FLEET_SCORE_MIN) rows.push(row)
  }
  await insertFleets(rows)
  return rows.length
}
