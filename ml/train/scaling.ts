import type { Matrix } from './matrix.ts'
import { medianOf } from './median.ts'

/** A value further away than this many deviations is no further away: one broken cell must not drown the others. */
const REACH = 10
/** A deviation below this share of the mean is the rounding of 32-bit numbers. */
const NOISE = 1e-6
/** What a column that never varied is measured by: any real difference there reaches far. */
const UNIT = 0.1
/** Enough for a median: the share of rows below it is off by less than 1 %. */
const MEDIAN_ROWS = 16_384

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
  const medians = mediansOf(matrix)
  const { means, deviations } = spreadOf(matrix, medians)
  return {
    medians,
    means,
    factors: Float32Array.from({ length: columns }, (_, column) => (steps ?? 1) / (deviations[column] ?? 1)),
    steps: steps ?? 1,
    reach: REACH * (steps ?? 1),
    rounded: steps !== undefined,
  }
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

/** To the even one when two whole numbers are as near, as ONNX's Round does: adding 1.5 × 2^52 leaves a number no bits below one. */
function roundHalfEven(value: number): number {
  return value + 6_755_399_441_055_744 - 6_755_399_441_055_744
}

/** Of every column's known values, by at most 16,384 rows evenly spread; 0 where nothing is known. */
function mediansOf({ rows, columns, values }: Matrix): Float32Array {
  const stride = Math.max(1, Math.ceil(rows / MEDIAN_ROWS))
  const known = new Float32Array(Math.ceil(rows / stride))
  return Float32Array.from({ length: columns }, (_, column) => {
    let count = 0
    for (let at = column; at < values.length; at += stride * columns) {
      const value = values[at] ?? NaN
      if (!Number.isNaN(value)) known[count++] = value
    }
    return count === 0 ? 0 : medianOf(known.subarray(0, count))
  })
}

/** Mean and standard deviation of each column; gaps count as medians, as the voices see them. */
function spreadOf({ rows, columns, values }: Matrix, medians: Float32Array) {
  const sums = new Float64Array(columns)
  const squares = new Float64Array(columns)
  for (let at = 0; at < values.length;) {
    for (let column = 0; column < columns; column++, at++) {
      const distance = (values[at] ?? NaN) - (medians[column] ?? 0)
      if (Number.isNaN(distance)) continue
      sums[column] = (sums[column] ?? 0) + distance
      squares[column] = (squares[column] ?? 0) + distance * distance
    }
  }
  const means = medians.map((median, column) => median + (sums[column] ?? 0) / rows)
  const deviations = squares.map((sum, column) =>
    deviationOf(Math.sqrt(Math.max(0, sum / rows - ((sums[column] ?? 0) / rows) ** 2)), Math.abs(means[column] ?? 0)),
  )
  return { means, deviations }
}

function deviationOf(deviation: number, mean: number): number {
  if (deviation > mean * NOISE) return deviation
  return UNIT * (mean > 0 && mean < 1 ? mean : 1)
}
