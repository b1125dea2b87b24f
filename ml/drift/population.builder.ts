import { gaussian } from '../train/gaussian.ts'
import type { Matrix } from '../train/matrix.ts'
import { randomOf } from '../train/random.ts'
import { type Distribution, distributionsOf } from './distribution.ts'

export interface Population {
  rows: number
  columns: number
  seed: number
  /** Share of the second kind of visitors, whose features lie two deviations higher. */
  second: number
  /** Every column of so many rises by this many deviations. */
  shift?: { columns: number; by: number }
}

/** Sessions whose features hang together, as real ones do: half of each is one common factor. Every fourth column is 0 or 1, every fifth is unknown in a third. */
export function population({ rows, columns, seed, second, shift = { columns: 0, by: 0 } }: Population): Matrix {
  const random = randomOf(seed)
  const values = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const common = gaussian(random)
    const kind = random() < second ? 2 : 0
    for (let column = 0; column < columns; column++) {
      const moved = column < shift.columns ? shift.by : 0
      const value = Math.SQRT1_2 * (common + gaussian(random)) + kind + moved
      const is_unknown = column % 5 === 3 && random() < 1 / 3
      values[row * columns + column] = is_unknown ? NaN : column % 4 === 1 ? Number(value > 0.5) : value
    }
  }
  return { rows, columns, values }
}

/** As a manifest keeps it: 21 quantiles. */
export function trainingWindow(matrix: Matrix): Distribution[] {
  return distributionsOf(matrix).map(({ rows, known, quantiles }) => ({
    rows,
    known,
    quantiles: quantiles.filter((_, percent) => percent % 5 === 0),
  }))
}
