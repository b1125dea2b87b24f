import type { ScanCandidate } from '#db/clickhouse/groups/list-scan-candidates.ts'
import { grouped } from './grouped.ts'

/** Two hosts saw the same list when of the paths asked of either so many were asked of both … */
const JACCARD_MIN = 0.4
/** … and at least so many. */
export const SHARED_MIN = 5
const PAIRS_MAX = 20
/** Most of a list is not there on a host … */
const MISSED_MIN = 0.25
/** … and where a site answers everything, so many paths on hosts that were asked so much alike are a list too. */
const LIST_MIN = { paths: 20, jaccard: 0.6 }

interface HostPair {
  one: string
  other: string
  shared: number
  either: number
}

export interface FoundScan {
  kind: 'address' | 'fingerprint'
  scanner: string
  /** What was seen of it on each host where the list was tried. */
  parts: ScanCandidate[]
  addresses: string[]
  /** Mean over the pairs of these hosts. */
  jaccard: number
  /** Paths asked of at least two of the hosts. */
  paths: number
  /** Most alike first. */
  pairs: HostPair[]
}

/** One word list on several hosts, by one address, or by addresses that look alike and share the hosts among them. */
export function findScans(candidates: readonly ScanCandidate[]): FoundScan[] {
  const groups = grouped(candidates, ({ kind, scanner }) => `${kind} ${scanner}`)
  const found = [...groups.values()].flatMap((parts) => scanOf(parts) ?? [])
  const alone = new Set(found.filter(({ kind }) => kind === 'address').flatMap(({ addresses }) => addresses))
  // What a single address does is said of the address.
  return found
    .filter(
      ({ kind, addresses }) => kind === 'address' || addresses.filter((address) => !alone.has(address)).length > 1,
    )
    .toSorted((a, b) => b.parts.length - a.parts.length)
}

function scanOf(parts: readonly ScanCandidate[]): FoundScan | undefined {
  const [first] = parts
  if (first === undefined || parts.length < 2) return undefined
  const pairs = pairsOf(parts)
  const alike = pairs.filter(({ shared, either }) => shared >= SHARED_MIN && shared / either >= JACCARD_MIN)
  const hosts = new Set(alike.flatMap(({ one, other }) => [one, other]))
  if (hosts.size < 2) return undefined
  const kept = parts.filter(({ host }) => hosts.has(host))
  const addresses = [...new Set(kept.flatMap((part) => part.addresses))]
  if (first.kind === 'fingerprint' && addresses.length < 2) return undefined
  const within = pairs.filter(({ one, other }) => hosts.has(one) && hosts.has(other))
  const jaccard = within.reduce((sum, { shared, either }) => sum + shared / either, 0) / within.length
  const paths = sharedPaths(kept)
  // Who reads pages that are there on several hosts is a crawler.
  const is_list = missedShare(kept) >= MISSED_MIN || (paths >= LIST_MIN.paths && jaccard >= LIST_MIN.jaccard)
  if (!is_list) return undefined
  return {
    kind: first.kind,
    scanner: first.scanner,
    parts: kept,
    addresses,
    jaccard,
    paths,
    pairs: within.toSorted((a, b) => b.shared / b.either - a.shared / a.either).slice(0, PAIRS_MAX),
  }
}

function pairsOf(parts: readonly ScanCandidate[]): HostPair[] {
  const sets = parts.map(({ host, paths }) => ({ host, paths: new Set(paths) }))
  return sets.flatMap((one, at) =>
    sets.slice(at + 1).map((other) => {
      const shared = [...one.paths].filter((path) => other.paths.has(path)).length
      return { one: one.host, other: other.host, shared, either: one.paths.size + other.paths.size - shared }
    }),
  )
}

function sharedPaths(parts: readonly ScanCandidate[]): number {
  const askers = new Map<number, number>()
  for (const { paths } of parts) for (const path of paths) askers.set(path, (askers.get(path) ?? 0) + 1)
  return [...askers.values()].filter((count) => count > 1).length
}

function missedShare(parts: readonly ScanCandidate[]): number {
  const hits = parts.reduce((sum, part) => sum + part.hits, 0)
  return parts.reduce((sum, part) => sum + part.count_4xx, 0) / Math.max(1, hits)
}
