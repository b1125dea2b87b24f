import { UndirectedGraph } from 'graphology'
import louvain from 'graphology-communities-louvain'
import type { FleetEdge } from '#db/clickhouse/groups/list-fleet-edges.ts'
import { randomOf } from '../train/random.ts'

export interface Communities {
  /** Appearances that are found in the same networks and at the same addresses, more than chance would have it. */
  groups: string[][]
  modularity: number
}

/**
 * Louvain communities (Blondel and others 2008) of the graph of appearances, networks and addresses. An edge counts by
 * how large a part it is of either end, so that a network in which everybody is ties nobody together.
 *
 * @param addresses appearances of addresses that showed more than one
 */
export function communitiesOf(
  edges: readonly FleetEdge[],
  addresses: ReadonlyMap<string, readonly string[]>,
): Communities {
  const graph = new UndirectedGraph<object, { weight: number }>()
  const totals = new Map<string, number>()
  const add = (node: string, count: number) => totals.set(node, (totals.get(node) ?? 0) + count)
  for (const { profile_key, network, addresses: count } of edges) {
    add(`profile ${profile_key}`, count)
    add(`network ${network}`, count)
  }
  for (const { profile_key, network, addresses: count } of edges) {
    const ends = [`profile ${profile_key}`, `network ${network}`] as const
    const weight = count / Math.sqrt((totals.get(ends[0]) ?? 1) * (totals.get(ends[1]) ?? 1))
    for (const end of ends) graph.mergeNode(end)
    graph.mergeEdge(...ends, { weight })
  }
  for (const [address, profile_keys] of addresses) {
    const known = profile_keys.filter((profile_key) => graph.hasNode(`profile ${profile_key}`))
    if (known.length < 2) continue
    graph.mergeNode(`address ${address}`)
    for (const profile_key of known)
      graph.mergeEdge(`profile ${profile_key}`, `address ${address}`, { weight: 1 / Math.sqrt(known.length) })
  }
  if (graph.size === 0) return { groups: [], modularity: NaN }
  const { communities, modularity } = louvain.detailed(graph, { getEdgeWeight: 'weight', rng: randomOf(1) })
  const groups = new Map<number, string[]>()
  for (const [node, community] of Object.entries(communities)) {
    if (!node.startsWith('profile ')) continue
    groups.set(community, [...(groups.get(community) ?? []), node.slice('profile '.length)])
  }
  return { groups: [...groups.values()], modularity }
}
