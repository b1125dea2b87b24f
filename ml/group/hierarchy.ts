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
 * How the rows grow together along the tree's edges. Edges of one length join at once, as the paper asks, so that the
 * result does not depend on the order in which ties are met.
 */
export function hierarchyOf(edges: readonly Edge[], rows: number): Component | undefined {
  const group = Int32Array.from({ length: rows }, (_, row) => row)
  const components: Component[] = Array.from({ length: rows }, (_, row) => ({ distance: 0, size: 1, row, parts: [] }))
  const sorted = edges.toSorted((a, b) => a.distance - b.distance)
  for (let from = 0; from < sorted.length;) {
    const distance = sorted[from]?.distance ?? 0
    const joined = new Map<number, Component[]>()
    const partsOf = (root: number) => joined.get(root) ?? components.slice(root, root + 1)
    for (; sorted[from]?.distance === distance; from++) {
      const [small, large] = [rootOf(group, sorted[from]?.from ?? 0), rootOf(group, sorted[from]?.to ?? 0)].sort(
        (a, b) => partsOf(a).length - partsOf(b).length,
      )
      const parts = partsOf(large ?? 0)
      parts.push(...partsOf(small ?? 0))
      joined.delete(small ?? 0)
      joined.set(large ?? 0, parts)
      group[small ?? 0] = large ?? 0
    }
    for (const [root, parts] of joined) {
      components[root] = { distance, size: parts.reduce((sum, { size }) => sum + size, 0), row: -1, parts }
    }
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
