import type { Matrix } from '../train/matrix.ts'

/** An edge of the tree; `distance` is the mutual reachability of its ends. */
export interface Edge {
  from: number
  to: number
  distance: number
}

/**
 * The minimum spanning tree of the rows under mutual reachability (Campello, Moulavi, Sander 2013, definition 3), by
 * Prim's algorithm: the distance of two rows is at least the core distance of either. The core distance reaches to the
 * `min_samples`-th nearest row, the row itself counted as scikit-learn does. Quadratic in rows, linear in memory.
 */
export function spanningTreeOf(matrix: Matrix, min_samples: number): Edge[] {
  const { rows } = matrix
  if (rows < 2) return []
  const core = coreDistancesOf(matrix, min_samples)
  const nearest = new Float64Array(rows).fill(Infinity)
  const neighbour = new Int32Array(rows)
  // Rows that are not in the tree yet, kept dense: the scan shrinks with every step.
  const outside = Int32Array.from({ length: rows - 1 }, (_, index) => index + 1)
  const edges: Edge[] = []
  let current = 0
  for (let left = rows - 1; left > 0; left--) {
    let best = 0
    for (let at = 0; at < left; at++) {
      const row = outside[at] ?? 0
      const reach = Math.max(core[current] ?? 0, core[row] ?? 0)
      const known = nearest[row] ?? Infinity
      if (reach < known) {
        const distance = Math.max(reach, Math.sqrt(squaredDistance(matrix, current, row, known * known)))
        if (distance < known) {
          nearest[row] = distance
          neighbour[row] = current
        }
      }
      if (isBefore(nearest, row, outside[best] ?? 0)) best = at
    }
    const joined = outside[best] ?? 0
    edges.push({ from: neighbour[joined] ?? 0, to: joined, distance: nearest[joined] ?? 0 })
    outside[best] = outside[left - 1] ?? 0
    current = joined
  }
  return edges
}

/** Nearer to the tree; of equals the one with the smaller number, so that ties fall as they do elsewhere. */
function isBefore(nearest: Float64Array, row: number, other: number): boolean {
  const [one, two] = [nearest[row] ?? 0, nearest[other] ?? 0]
  return one < two || (one === two && row < other)
}

/** Distance of each row to its `min_samples`-th nearest, itself counted; all pairs once. */
function coreDistancesOf(matrix: Matrix, min_samples: number): Float64Array {
  const { rows } = matrix
  const others = Math.min(min_samples, rows) - 1
  if (others < 1) return new Float64Array(rows)
  // Each row's nearest squares so far, ascending.
  const squares = new Float64Array(rows * others).fill(Infinity)
  const worst = (row: number): number => squares[(row + 1) * others - 1] ?? Infinity
  for (let row = 0; row < rows; row++) {
    for (let other = row + 1; other < rows; other++) {
      const square = squaredDistance(matrix, row, other, Math.max(worst(row), worst(other)))
      if (square < worst(row)) insertSorted(squares, row * others, others, square)
      if (square < worst(other)) insertSorted(squares, other * others, others, square)
    }
  }
  return Float64Array.from({ length: rows }, (_, row) => Math.sqrt(worst(row)))
}

function insertSorted(values: Float64Array, from: number, length: number, value: number): void {
  let at = from + length - 1
  for (; at > from && (values[at - 1] ?? 0) > value; at--) values[at] = values[at - 1] ?? 0
  values[at] = value
}

const STRIDE = 8

/** The square of the distance; given up, and larger than `bound`, as soon as it is past it. */
function squaredDistance({ values, columns }: Matrix, one: number, other: number, bound: number): number {
  const a = one * columns
  const b = other * columns
  let sum = 0
  for (let column = 0; column < columns;) {
    const end = Math.min(columns, column + STRIDE)
    for (; column < end; column++) {
      const difference = (values[a + column] ?? 0) - (values[b + column] ?? 0)
      sum += difference * difference
    }
    if (sum > bound) return sum
  }
  return sum
}
