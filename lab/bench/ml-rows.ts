import { gaussian } from '#ml/train/gaussian.ts'
import type { Matrix } from '#ml/train/matrix.ts'
import { randomOf } from '#ml/train/random.ts'

const FACTORS = 10

export interface BenchRows {
  matrix: Matrix
  /** 1: a tool; one row in thirty. */
  labels: Uint8Array
}

/** Rows as sessions are: columns that hang together, many of them counts or flags, some that never vary, one cell in twenty unknown. */
export function benchRows(rows: number, columns: number): BenchRows {
  const random = randomOf(20_261_121)
  const loadings = Float32Array.from({ length: FACTORS * columns }, () => gaussian(random))
  const values = new Float32Array(rows * columns)
  const labels = new Uint8Array(rows)
  const factors = new Float64Array(FACTORS)
  for (let row = 0; row < rows; row++) {
    labels[row] = random() < 1 / 30 ? 1 : 0
    factors.forEach((_, factor) => (factors[factor] = gaussian(random) + (labels[row] === 1 && factor < 3 ? 3 : 0)))
    for (let column = 0; column < columns; column++) {
      let value = 0.5 * gaussian(random)
      for (let factor = 0; factor < FACTORS; factor++) {
        value += (factors[factor] ?? 0) * (loadings[factor * columns + column] ?? 0)
      }
      values[row * columns + column] = random() < 0.05 ? NaN : shaped(value, column)
    }
  }
  return { matrix: { rows, columns, values }, labels }
}

function shaped(value: number, column: number): number {
  switch (column % 6) {
    case 0:
      return Math.round(value)
    case 1:
      return value > 2 ? 1 : 0
    case 2:
      return 1 / (1 + Math.exp(-value))
    case 3:
      return column % 12 === 3 ? 1 : Math.log1p(Math.abs(value))
    default:
      return value
  }
}
