import type { Matrix } from '../train/matrix.ts'
import type { Prototypes } from '../train/nearest-neighbours.ts'

/** What each feature adds to a row's mean distance to its k nearest prototypes, row after row: they sum to that distance. */
export function neighbourDistances({ k, matrix: prototypes }: Prototypes, scaled: Matrix): Float64Array {
  const { columns } = scaled
  const distances = new Float64Array(scaled.rows * columns)
  for (let row = 0; row < scaled.rows; row++) {
    const values = scaled.values.subarray(row * columns, (row + 1) * columns)
    const into = distances.subarray(row * columns, (row + 1) * columns)
    for (const { start, squared } of nearestTo(prototypes, values, k)) {
      const length = Math.sqrt(squared)
      for (let column = 0; length > 0 && column < columns; column++) {
        const apart = (values[column] ?? 0) - (prototypes.values[start + column] ?? 0)
        into[column] = (into[column] ?? 0) + (apart * apart) / length / k
      }
    }
  }
  return distances
}

interface Neighbour {
  /** Where the prototype's values begin. */
  start: number
  squared: number
}

function nearestTo({ rows, columns, values: all }: Matrix, values: Float32Array, k: number): Neighbour[] {
  const nearest: Neighbour[] = []
  let limit = Infinity
  for (let prototype = 0; prototype < rows; prototype++) {
    const start = prototype * columns
    let squared = 0
    for (let column = 0; column < columns && squared < limit; column++) {
      const apart = (values[column] ?? 0) - (all[start + column] ?? 0)
      squared += apart * apart
    }
    if (squared >= limit) continue
    if (nearest.length === k) nearest.pop()
    nearest.push({ start, squared })
    nearest.sort((a, b) => a.squared - b.squared)
    if (nearest.length === k) limit = nearest[k - 1]?.squared ?? Infinity
  }
  return nearest
}
