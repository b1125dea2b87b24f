import type { Matrix } from './matrix.ts'

/** Unknown values become the column's median: a sentinel would be the easiest value of all to isolate. */
export function imputeMedians(matrix: Matrix, medians: ArrayLike<number>): Matrix {
  const values = matrix.values.slice()
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(values[index])) values[index] = medians[index % matrix.columns] ?? 0
  }
  return { ...matrix, values }
}
