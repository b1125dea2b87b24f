import { rocAuc } from '../evaluate/ranking.ts'
import { gaussian } from './gaussian.ts'
import type { Matrix } from './matrix.ts'
import type { Random } from './random.ts'

export function gaussianMatrix(random: Random, rows: number, columns: number): Matrix {
  return { rows, columns, values: Float32Array.from({ length: rows * columns }, () => gaussian(random)) }
}

/** Probability that an anomaly scores above an ordinary row. */
export function rocAucOf(anomalies: ArrayLike<number>, ordinary: ArrayLike<number>): number {
  const labels = [...Array.from(anomalies, () => true), ...Array.from(ordinary, () => false)]
  return rocAuc([...Array.from(anomalies), ...Array.from(ordinary)], labels)
}
