import { deserialize, serialize } from 'node:v8'
import { z } from 'zod'
import type { Prototypes } from './nearest-neighbours.ts'
import { ScalingParts } from './scaling-parts.ts'
import type { Scaling } from './scaling.ts'

export interface KnnParts {
  scaling: Scaling
  /** Scaled rows, in steps. */
  prototypes: Prototypes
}

/** Steps fit into two bytes. */
const Stored = z.object({
  scaling: ScalingParts,
  k: z.number().int(),
  rows: z.number().int(),
  columns: z.number().int(),
  values: z.instanceof(Int16Array),
})

export function writeKnnParts({ scaling, prototypes: { k, matrix } }: KnnParts): Uint8Array {
  return serialize({ scaling, k, ...matrix, values: Int16Array.from(matrix.values) })
}

/** Rows of the baseline as `scaleMatrix` gives them; throws on bytes that are none. */
export function readKnnParts(bytes: Uint8Array): KnnParts {
  const { scaling, k, rows, columns, values } = Stored.parse(deserialize(bytes))
  return { scaling, prototypes: { k, matrix: { rows, columns, values: Float32Array.from(values) } } }
}
