import type { VoiceName } from '../train/voice.ts'
import { readAutoencoderParts } from '../train/autoencoder-parts.ts'
import { reconstruct } from '../train/autoencoder.ts'
import { readEifParts } from '../train/eif-parts.ts'
import { readKnnParts } from '../train/knn-parts.ts'
import type { Matrix } from '../train/matrix.ts'
import { type Scaling, scaleMatrix } from '../train/scaling.ts'
import { readXgboostParts } from '../train/xgboost-parts.ts'
import { exiffiOf } from './exiffi.ts'
import { neighbourDistances } from './neighbour-distances.ts'
import { treeShapOf } from './tree-shap.ts'

/** How a voice's score divides among the features, row after row. */
interface Shares {
  /** The sizes of a row's sum to 1, or all are 0. */
  values: Float64Array
  /** Some may be below 0: those features spoke for an ordinary session. */
  signed: boolean
}

type Explain = (matrix: Matrix) => Shares

/** Reads a voice's `.parts` once; they answer for many matrices of raw rows with gaps. */
export function explainerOf(voice: VoiceName, parts: Uint8Array): Explain {
  if (voice === 'eif') {
    const { scaling, forest } = readEifParts(parts)
    return unsigned(scaling, (scaled) => exiffiOf(forest, scaled, centreOf(scaling)))
  }
  if (voice === 'autoencoder') {
    const { scaling, layers } = readAutoencoderParts(parts)
    return unsigned(scaling, (scaled) => {
      const output = reconstruct(layers, scaled)
      return Float64Array.from(scaled.values, (value, at) => ((output[at] ?? 0) - value) ** 2)
    })
  }
  if (voice === 'knn') {
    const { scaling, prototypes } = readKnnParts(parts)
    return unsigned(scaling, (scaled) => neighbourDistances(prototypes, scaled))
  }
  const { trees } = readXgboostParts(parts)
  return (matrix) => ({ values: normalised(treeShapOf(trees, matrix).values, matrix.columns), signed: true })
}

/** A gap has a share only in voices that learnt from gaps: the others see the median there, which is nobody's reason. */
function unsigned(scaling: Scaling, sizesOf: (scaled: Matrix) => Float64Array): Explain {
  return (matrix) => {
    const sizes = sizesOf(scaleMatrix(matrix, scaling))
    matrix.values.forEach((value, at) => Number.isNaN(value) && (sizes[at] = 0))
    return { values: normalised(sizes, matrix.columns), signed: false }
  }
}

/** The scaled medians: what a gap becomes. */
function centreOf(scaling: Scaling): Float32Array {
  const columns = scaling.medians.length
  return scaleMatrix({ rows: 1, columns, values: new Float32Array(columns).fill(NaN) }, scaling).values
}

/** Each row's values divided by the sum of their sizes. */
function normalised(values: Float64Array, columns: number): Float64Array {
  for (let start = 0; start < values.length; start += columns) {
    const row = values.subarray(start, start + columns)
    const sum = row.reduce((all, value) => all + Math.abs(value), 0)
    if (sum > 0) row.forEach((value, column) => (row[column] = value / sum))
  }
  return values
}
