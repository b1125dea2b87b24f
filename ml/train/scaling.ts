import type { Matrix } from './matrix.ts'
import { medianOf } from './median.ts'

/** A value further away than this many deviations is no further away: one broken cell must not drown the others. */
const REACH = 10
/** A deviation below this share of the mean is the rounding of 32-bit numbers. */
const NOISE = 1e-6
/** What a column that never varied is measured by: any real difference there reaches far. */
const UNIT = 0.1

/**
 * How raw rows become deviations from the training's mean: `(value - mean) * factor`, at most `reach` either way, all in
 * 32 bits as in ONNX. With `rounded` the result is whole numbers of `1 / steps` deviations: their products and sums
 * fit into 32-bit floating point without rounding, so that every engine comes to the same result in whatever order it adds.
 */
export interface Scaling {
  medians: Float32Array
  means: Float32Array
  factors: Float32Array
  steps: number
  reach: number
  rounded: boolean
}

/** Of rows with gaps; `steps` as the voice needs them, none: deviations as they are. */
export function scalingOf(matrix: Matrix, steps?: number): Scaling {
  const { columns } = matrix
  const scaling: Scaling = {
    medians: new Float32Array(columns),
    means: new Float32Array(columns),
    factors: new Float32Array(columns),
    steps: steps ?? 1,
    reach: REACH * (steps ?? 1),
    rounded: steps !== undefined,
  }
  eachColumn(matrix, (known, column) => {
    const { median, mean, deviation } = describe(known, matrix.rows)
    scaling.medians[column] = median
    scaling.means[column] = mean
    scaling.factors[column] = scaling.steps / deviation
  })
  return scaling
}

/** Gaps become the median, values deviations from the mean. */
export function scaleMatrix({ rows, columns, values }: Matrix, scaling: Scaling): Matrix {
  const { medians, means, factors, reach, rounded } = scaling
  const scaled = new Float32Array(values.length)
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const raw = values[at] ?? NaN
      const value = Number.isNaN(raw) ? (medians[column] ?? 0) : raw
      const deviation = Math.fround(Math.fround(value - (means[column] ?? 0)) * (factors[column] ?? 1))
      const within = deviation > reach ? reach : deviation < -reach ? -reach : deviation
      scaled[at] = rounded ? roundHalfEven(within) : within
    }
  }
  return { rows, columns, values: scaled }
}

/** As ONNX's Round does: adding 1.5 × 2^23 leaves a 32-bit number no bits below one. */
function roundHalfEven(value: number): number {
  return Math.fround(Math.fround(value + 12_582_912) - 12_582_912)
}

/** The known values of each column. Rows are long: columns are picked out several at once, while a row is at hand. */
function eachColumn({ rows, columns, values }: Matrix, use: (known: Float32Array, column: number) => void): void {
  const ABREAST = 16
  const picked = new Float32Array(ABREAST * rows)
  const counts = new Int32Array(ABREAST)
  for (let first = 0; first < columns; first += ABREAST) {
    const width = Math.min(ABREAST, columns - first)
    counts.fill(0)
    for (let row = 0; row < rows; row++) {
      const start = row * columns + first
      for (let at = 0; at < width; at++) {
        const value = values[start + at] ?? NaN
        if (value !== value) continue
        const count = counts[at] ?? 0
        picked[at * rows + count] = value
        counts[at] = count + 1
      }
    }
    for (let at = 0; at < width; at++) {
      use(picked.subarray(at * rows, at * rows + (counts[at] ?? 0)), first + at)
    }
  }
}

/** Gaps count as medians, as the voices see them. */
function describe(known: Float32Array, rows: number): { median: number; mean: number; deviation: number } {
  if (known.length === 0) return { median: 0, mean: 0, deviation: 1 }
  const median = Math.fround(medianOf(known))
  let sum = 0
  let squares = 0
  for (const value of known) {
    const distance = value - median
    sum += distance
    squares += distance * distance
  }
  const shift = sum / rows
  const mean = Math.fround(median + shift)
  const deviation = Math.sqrt(Math.max(0, squares / rows - shift * shift))
  const size = Math.abs(mean)
  if (deviation > size * NOISE) return { median, mean, deviation }
  return { median, mean, deviation: UNIT * (size > 0 && size < 1 ? size : 1) }
}
