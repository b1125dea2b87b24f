import type { Manifest } from '../score/manifest.ts'
import type { Matrix } from '../train/matrix.ts'
import { quantileOf } from '../train/quantile.ts'

const STEPS = 20

/** What these rows look like, feature by feature, of the known values. */
export function describeBaseline(matrix: Matrix): Manifest['baseline'] {
  const columns = Array.from({ length: matrix.columns }, (_, column) => describeColumn(matrix, column))
  return {
    medians: columns.map(({ quantiles }) => quantiles[STEPS / 2] ?? 0),
    iqrs: columns.map(({ quantiles }) => (quantiles[(STEPS * 3) / 4] ?? 0) - (quantiles[STEPS / 4] ?? 0)),
    standard_deviations: columns.map(({ standard_deviation }) => standard_deviation),
    known_shares: columns.map(({ known_share }) => known_share),
    quantiles: columns.map(({ quantiles }) => quantiles),
  }
}

/** Median of each column's known values; NaN where none is known. */
export function mediansOf(matrix: Matrix): number[] {
  return Array.from({ length: matrix.columns }, (_, column) => quantileOf(sortedColumn(matrix, column), 0.5))
}

function describeColumn(matrix: Matrix, column: number) {
  const sorted = sortedColumn(matrix, column)
  const count = sorted.length
  if (count === 0) return { quantiles: new Array<number>(STEPS + 1).fill(0), standard_deviation: 0, known_share: 0 }
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count
  return {
    quantiles: Array.from({ length: STEPS + 1 }, (_, step) => quantileOf(sorted, step / STEPS)),
    standard_deviation: Math.sqrt(variance),
    known_share: count / matrix.rows,
  }
}

function sortedColumn({ rows, columns, values }: Matrix, column: number): Float32Array {
  const known = new Float32Array(rows)
  let count = 0
  for (let row = 0, at = column; row < rows; row++, at += columns) {
    const value = values[at] ?? NaN
    if (!Number.isNaN(value)) known[count++] = value
  }
  return known.subarray(0, count).sort()
}
