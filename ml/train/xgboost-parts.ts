import { deserialize, serialize } from 'node:v8'
import { z } from 'zod'
import type { BoostedTrees } from './xgboost-trees.ts'

const Stored = z.object({
  base_margin: z.number(),
  trees: z.array(
    z.object({
      left: z.instanceof(Int32Array),
      right: z.instanceof(Int32Array),
      feature: z.instanceof(Int32Array),
      threshold: z.instanceof(Float32Array),
      default_left: z.instanceof(Uint8Array),
      value: z.instanceof(Float32Array),
      cover: z.instanceof(Float64Array),
    }),
  ),
})

export function writeXgboostParts(trees: BoostedTrees): Uint8Array {
  return serialize(trees)
}

/** Trees over raw rows; throws on bytes that are none. */
export function readXgboostParts(bytes: Uint8Array): BoostedTrees {
  return Stored.parse(deserialize(bytes))
}
