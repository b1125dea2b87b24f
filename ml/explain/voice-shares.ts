import type { VOICE_NAMES } from '../score/manifest.ts'
import type { OpenModel } from '../score/open-model.ts'
import type { Matrix } from '../train/matrix.ts'

/** How a voice's score divides among the features, row after row. */
export interface Shares {
  /** The sizes of a row's sum to 1 (or all are 0). */
  values: Float64Array
  /** Some may be below 0: those features spoke for an ordinary session. */
  signed: boolean
}

/** By the voice's own parts. */
export function voiceSharesOf(_voice: (typeof VOICE_NAMES)[number], model: OpenModel, matrix: Matrix): Shares {
  return { values: normalised(distanceOf(model, matrix), matrix.columns), signed: false }
}

/** Squared distance from the baseline's median, in its standard deviations: what every distance is made of. */
function distanceOf({ manifest: { baseline } }: OpenModel, { values, columns }: Matrix): Float64Array {
  return Float64Array.from(values, (value, at) => {
    const column = at % columns
    if (Number.isNaN(value)) return 0
    const spread = Math.max(baseline.standard_deviations[column] ?? 0, 0.05)
    const distance = (value - (baseline.medians[column] ?? 0)) / spread
    return Math.min(10, Math.abs(distance)) ** 2
  })
}

/** Each row's sizes divided by their sum. */
function normalised(values: Float64Array, columns: number): Float64Array {
  for (let start = 0; start < values.length; start += columns) {
    const row = values.subarray(start, start + columns)
    const sum = row.reduce((all, value) => all + Math.abs(value), 0)
    if (sum > 0) row.forEach((value, column) => (row[column] = value / sum))
  }
  return values
}
