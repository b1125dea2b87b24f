import { deserialize, serialize } from 'node:v8'
import { z } from 'zod'
import type { ExtendedForest } from './extended-forest.ts'
import { ScalingParts } from './scaling-parts.ts'
import type { Scaling } from './scaling.ts'

export interface EifParts {
  scaling: Scaling
  forest: ExtendedForest
}

const Stored = z.object({
  scaling: ScalingParts,
  forest: z.object({
    columns: z.number().int(),
    max_samples: z.number().int(),
    roots: z.instanceof(Int32Array),
    left: z.instanceof(Int32Array),
    offset: z.instanceof(Float32Array),
    plane: z.instanceof(Int32Array),
    normals: z.instanceof(Int8Array),
    counts: z.instanceof(Int32Array),
  }),
})

export function writeEifParts(parts: EifParts): Uint8Array {
  return serialize(parts)
}

/** The forest over rows as `scaleMatrix` gives them; throws on bytes that are none. */
export function readEifParts(bytes: Uint8Array): EifParts {
  return Stored.parse(deserialize(bytes))
}
