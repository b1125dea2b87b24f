import { type Component, rowsWithin } from './hierarchy.ts'

/** A group that lasted: λ = 1 / distance. */
interface Cluster {
  /** Place of the cluster that it split off from; -1 for the root. */
  parent: number
  /** λ at which it appeared. */
  birth: number
  /** Largest λ at which anything left it. */
  death: number
  /** Sum over its rows of how long they stayed, in λ. */
  stability: number
}

/** The condensed tree: parents come before their children. */
export interface CondensedTree {
  clusters: Cluster[]
  /** For each row the cluster it left last, and at which λ. */
  left: Int32Array
  lambdas: Float64Array
}

interface CondenseOptions {
  min_cluster_size: number
  /** Rows farther apart than this are never of one cluster. */
  reach: number
}

/** Splits count only when both sides have `min_cluster_size` rows; smaller pieces are rows that leave (McInnes, Healy 2017). */
export function condense(top: Component, rows: number, { min_cluster_size, reach }: CondenseOptions): CondensedTree {
  const tree: CondensedTree = {
    clusters: [{ parent: -1, birth: 0, death: 0, stability: 0 }],
    left: new Int32Array(rows),
    lambdas: new Float64Array(rows),
  }
  const open: [Component, number][] = []
  const split = (parts: readonly Component[], lambda: number, within: number, always: boolean) => {
    const large = parts.filter(({ size }) => size >= min_cluster_size)
    const splits = always || large.length > 1
    for (const part of parts) {
      if (part.size < min_cluster_size) leave(tree, rowsWithin(part), lambda, within)
      else if (splits) open.push([part, beginCluster(tree, part.size, lambda, within)])
      else open.push([part, within])
    }
  }
  if (top.distance > reach) split(partsWithin(top, reach), 1 / reach, 0, true)
  else if (reach < Infinity) split([top], 1 / reach, 0, true)
  else open.push([top, 0])
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [component, within] = next
    split(component.parts, 1 / component.distance, within, false)
  }
  return tree
}

function partsWithin(top: Component, reach: number): Component[] {
  const found: Component[] = []
  const open = [top]
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if (each.distance <= reach) found.push(each)
    else for (const part of each.parts) open.push(part)
  }
  return found
}

function beginCluster(tree: CondensedTree, size: number, birth: number, parent: number): number {
  const within = tree.clusters[parent]
  if (within !== undefined) {
    within.stability += gainOf(size, birth, within.birth)
    within.death = Math.max(within.death, birth)
  }
  return tree.clusters.push({ parent, birth, death: birth, stability: 0 }) - 1
}

function leave(tree: CondensedTree, rows: readonly number[], lambda: number, cluster: number): void {
  const within = tree.clusters[cluster]
  if (within === undefined) return
  within.stability += gainOf(rows.length, lambda, within.birth)
  within.death = Math.max(within.death, lambda)
  for (const row of rows) {
    tree.left[row] = cluster
    tree.lambdas[row] = lambda
  }
}

/** Copies of one row never part: λ is infinite, and infinity less itself is nothing. */
function gainOf(size: number, lambda: number, birth: number): number {
  return lambda > birth ? size * (lambda - birth) : 0
}
