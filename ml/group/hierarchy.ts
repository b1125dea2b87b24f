import type { Edge } from './spanning-tree.ts'

/** A component of the graph of all edges up to `distance`; a leaf is one row. */
export interface Component {
  distance: number
  size: number
  /** Row of a leaf; -1 otherwise. */
  row: number
  parts: readonly Component[]
}

/**
 * How the rows grow together along the tree's edges, shortest first; edges of one length in the order in which the tree
 * found them. (The paper joins those at once; scikit-learn, scipy and R go one by one, and so does this.)
 */
export function hierarchyOf(edges: readonly Edge[], rows: number): Component | undefined {
  const group = Int32Array.from({ length: rows }, (_, row) => row)
  const components: Component[] = Array.from({ length: rows }, (_, row) => ({ distance: 0, size: 1, row, parts: [] }))
  for (const { from, to, distance } of edges.toSorted((a, b) => a.distance - b.distance)) {
    const [one, other] = [rootOf(group, from), rootOf(group, to)]
    const parts = [...components.slice(one, one + 1), ...components.slice(other, other + 1)]
    group[other] = one
    components[one] = { distance, size: parts.reduce((sum, { size }) => sum + size, 0), row: -1, parts }
  }
  return components[rootOf(group, 0)]
}

function rootOf(group: Int32Array, row: number): number {
  let root = row
  while (group[root] !== root) root = group[root] ?? root
  for (let at = row; at !== root;) {
    const next = group[at] ?? root
    group[at] = root
    at = next
  }
  return root
}

/** The rows of a component. */
export function rowsWithin(component: Component): number[] {
  const rows: number[] = []
  const open = [component]
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if (each.row >= 0) rows.push(each.row)
    for (const part of each.parts) open.push(part)
  }
  return rows
}
