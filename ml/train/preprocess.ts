import type { Matrix } from './matrix.ts'
import { quantileOf } from './quantile.ts'

/** What the training rows look like, feature by feature: it fills gaps, scales, and is the measure of a deviation. */
export interface Baseline {
  medians: number[]
  iqrs: number[]
  standard_deviations: number[]
  /** Share of training rows in which the feature was known. */
  known_shares: number[]
}

export function baselineOf(matrix: Matrix): Baseline {
  const columns = Array.from({ length: matrix.columns }, (_, column) => describeColumn(matrix, column))
  return {
    medians: columns.map((column) => column.median),
    iqrs: columns.map((column) => column.iqr),
    standard_deviations: columns.map((column) => column.standard_deviation),
    known_shares: columns.map((column) => column.known_share),
  }
}

function describeColumn(matrix: Matrix, column: number) {
  const known = new Float32Array(matrix.rows)
  let count = 0
  for (let row = 0; row < matrix.rows; row++) {
    const value = matrix.values[row * matrix.columns + column] ?? NaN
    if (!Number.isNaN(value)) known[count++] = value
  }
  if (count === 0) return { median: 0, iqr: 0, standard_deviation: 0, known_share: 0 }
  const sorted = known.subarray(0, count).sort()
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count
  return {
    // 32-bit, so that a filled gap falls on the same side of a split here and in ONNX.
    median: Math.fround(quantileOf(sorted, 0.5)),
    iqr: quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25),
    standard_deviation: Math.sqrt(variance),
    known_share: count / matrix.rows,
  }
}

/** Unknown values become the baseline's median: a sentinel would be the easiest value of all to isolate. */
export function imputeMedians(matrix: Matrix, medians: readonly number[]): Matrix {
  const values = matrix.values.slice()
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(values[index])) values[index] = medians[index % matrix.columns] ?? 0
  }
  return { ...matrix, values }
}
