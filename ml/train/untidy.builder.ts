import { gaussian } from './gaussian.ts'
import type { Matrix } from './matrix.ts'
import type { Random } from './random.ts'

/** Rows as tables have them: gaps, whole numbers, ties, large offsets, a column that never varies, one without values, values far off. */
export function untidyMatrix(random: Random, rows: number, columns: number): Matrix {
  const values = Float32Array.from({ length: rows * columns }, (_, at) => {
    const value = gaussian(random)
    const cell = [value, Math.round(value), 1e4 + 100 * value, 7, value > 1.5 ? 1 : 0, NaN][(at % columns) % 6] ?? NaN
    if (random() < 0.002) return cell * 1e6
    return random() < 0.1 ? NaN : cell
  })
  return { rows, columns, values }
}

export function columnNames(matrix: Matrix): string[] {
  return Array.from({ length: matrix.columns }, (_, column) => `column_${column}`)
}

export function largestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  if (one.length !== other.length) return NaN
  return Array.from(one).reduce((largest, value, at) => Math.max(largest, Math.abs(value - (other[at] ?? NaN))), 0)
}
