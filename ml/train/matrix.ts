/** Rows of features in one piece, row after row. 32-bit like the ONNX input, so that a split decides alike in both. */
export interface Matrix {
  rows: number
  columns: number
  values: Float32Array
}

/** `null` and infinities become NaN: not known. */
export function matrixOf(rows: readonly (readonly (number | null)[])[], columns: number): Matrix {
  const values = new Float32Array(rows.length * columns).fill(NaN)
  rows.forEach((row, index) => {
    if (row.length !== columns) throw new Error(`row ${index} has ${row.length} columns, not ${columns}`)
    row.forEach((value, column) => {
      const stored = Math.fround(value ?? NaN)
      if (Number.isFinite(stored)) values[index * columns + column] = stored
    })
  })
  return { rows: rows.length, columns, values }
}

/** These rows, in this order. */
export function rowsOf(matrix: Matrix, rows: readonly number[]): Matrix {
  const { columns } = matrix
  const values = new Float32Array(rows.length * columns)
  rows.forEach((row, at) => values.set(matrix.values.subarray(row * columns, (row + 1) * columns), at * columns))
  return { rows: rows.length, columns, values }
}
