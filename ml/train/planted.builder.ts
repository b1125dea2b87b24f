import type { Matrix } from './matrix.ts'
import type { Random } from './random.ts'

/** A standard normal number (Box, Muller 1958). */
export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

export function gaussianMatrix(random: Random, rows: number, columns: number): Matrix {
  return { rows, columns, values: Float32Array.from({ length: rows * columns }, () => gaussian(random)) }
}

/** Probability that an anomaly scores above an ordinary row. */
export function rocAuc(anomalies: ArrayLike<number>, ordinary: ArrayLike<number>): number {
  let won = 0
  for (const anomaly of Array.from(anomalies)) {
    for (const other of Array.from(ordinary)) won += anomaly > other ? 1 : anomaly === other ? 0.5 : 0
  }
  return won / (anomalies.length * ordinary.length)
}
