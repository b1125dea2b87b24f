import type { Matrix } from './matrix.ts'
import { type Random, sampleWithoutReplacement } from './random.ts'

/** Rows of the baseline that stand for all of it. */
export interface Prototypes {
  k: number
  matrix: Matrix
}

export function choosePrototypes(matrix: Matrix, options: { k: number; limit: number; random: Random }): Prototypes {
  const { columns, values } = matrix
  const chosen = sampleWithoutReplacement(options.random, matrix.rows, Math.min(options.limit, matrix.rows))
  const kept = new Float32Array(chosen.length * columns)
  chosen.forEach((row, at) => kept.set(values.subarray(row * columns, (row + 1) * columns), at * columns))
  return { k: Math.min(options.k, chosen.length), matrix: { rows: chosen.length, columns, values: kept } }
}

/** Mean Euclidean distance to the k nearest prototypes (Ramaswamy, Rastogi, Shim 2000; mean as in Angiulli, Pizzuti 2002). */
export function distanceToPrototypes(prototypes: Prototypes, matrix: Matrix): Float64Array {
  const { k } = prototypes
  const nearest = new Float64Array(k)
  return Float64Array.from({ length: matrix.rows }, (_, row) => {
    fillNearest(nearest, prototypes.matrix, matrix, row)
    let sum = 0
    for (const squared of nearest) sum += Math.sqrt(squared)
    return sum / k
  })
}

/** Squared distances of the k nearest, ascending. A distance is given up as soon as it is too long. */
function fillNearest(nearest: Float64Array, prototypes: Matrix, matrix: Matrix, row: number): void {
  const { columns, values } = prototypes
  const k = nearest.length
  nearest.fill(Infinity)
  for (let prototype = 0; prototype < prototypes.rows; prototype++) {
    const limit = nearest[k - 1] ?? Infinity
    let squared = 0
    for (let column = 0; column < columns && squared < limit; column++) {
      const distance = (matrix.values[row * columns + column] ?? 0) - (values[prototype * columns + column] ?? 0)
      squared += distance * distance
    }
    if (squared >= limit) continue
    let place = k - 1
    for (; place > 0 && (nearest[place - 1] ?? 0) > squared; place--) nearest[place] = nearest[place - 1] ?? 0
    nearest[place] = squared
  }
}
