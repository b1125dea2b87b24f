import type { Matrix } from '../train/matrix.ts'
import { condense, type CondensedTree } from './condense.ts'
import { hierarchyOf } from './hierarchy.ts'
import { spanningTreeOf } from './spanning-tree.ts'

export interface HdbscanOptions {
  min_cluster_size: number
  /** Default: `min_cluster_size`. A row counts itself, as in scikit-learn. */
  min_samples?: number
  /** Rows farther apart are never of one cluster, and a lone dense group may be the only cluster. Default: no limit, as published. */
  reach?: number
  /** Distances below count as this, so that copies of one row do not outweigh everything near them. Default 0, as published. */
  grain?: number
}

export interface Clustering {
  /** Cluster of each row, 0, 1, …; -1: in none. */
  labels: Int32Array
  /** 1 at a cluster's heart, towards 0 at its rim, 0 outside. */
  probabilities: Float64Array
  /** Per cluster, how much of its density range it lasts through: 0 to 1. */
  persistences: number[]
}

/** Clusters of varying density by excess of mass (Campello, Moulavi, Sander 2013). Rows hold no NaN. */
export function hdbscan(matrix: Matrix, options: HdbscanOptions): Clustering {
  const { min_cluster_size, min_samples = min_cluster_size, reach = Infinity, grain = 0 } = options
  if (min_cluster_size < 2) throw new Error('a cluster has at least two rows')
  const { rows } = matrix
  const none = { labels: new Int32Array(rows).fill(-1), probabilities: new Float64Array(rows), persistences: [] }
  if (rows < min_cluster_size) return none
  const edges = spanningTreeOf(matrix, min_samples).map((edge) => ({
    ...edge,
    distance: Math.max(edge.distance, grain),
  }))
  const top = hierarchyOf(edges, rows)
  if (top === undefined) return none
  const tree = condense(top, rows, { min_cluster_size, reach })
  return labelled(tree, excessOfMass(tree), rows)
}

/** Of each branch the clusters that last longest: a parent unless its children together outlast it. The root is none. */
function excessOfMass({ clusters }: CondensedTree): boolean[] {
  const best = clusters.map(() => 0)
  const chosen = clusters.map(() => false)
  for (let at = clusters.length - 1; at > 0; at--) {
    const { stability = 0, parent = 0 } = clusters[at] ?? {}
    chosen[at] = !((best[at] ?? 0) > stability)
    best[parent] = (best[parent] ?? 0) + Math.max(stability, best[at] ?? 0)
  }
  return chosen
}

function labelled({ clusters, left, lambdas }: CondensedTree, chosen: boolean[], rows: number): Clustering {
  // The topmost chosen cluster at or above each; parents come first.
  const owner = new Int32Array(clusters.length).fill(-1)
  const kept: number[] = []
  clusters.forEach(({ parent }, at) => {
    const above = parent < 0 ? -1 : (owner[parent] ?? -1)
    if (above < 0 && chosen[at] === true) kept.push(at)
    owner[at] = above < 0 && chosen[at] === true ? at : above
  })
  const labelOf = new Map(kept.map((cluster, label) => [cluster, label]))
  const labels = new Int32Array(rows).fill(-1)
  const probabilities = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const cluster = owner[left[row] ?? 0] ?? -1
    const label = labelOf.get(cluster)
    if (label === undefined) continue
    labels[row] = label
    const { death = 0 } = clusters[cluster] ?? {}
    const lambda = lambdas[row] ?? 0
    probabilities[row] = death === 0 || lambda === Infinity ? 1 : Math.min(lambda, death) / death
  }
  const persistences = kept.map((cluster) => {
    const { birth = 0, death = 0 } = clusters[cluster] ?? {}
    return birth < death ? 1 - birth / death : 0
  })
  return { labels, probabilities, persistences }
}
