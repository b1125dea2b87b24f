import { deserialize, serialize } from 'node:v8'
import { z } from 'zod'
import type { Layer } from './autoencoder.ts'
import { ScalingParts } from './scaling-parts.ts'
import type { Scaling } from './scaling.ts'

export interface AutoencoderParts {
  scaling: Scaling
  /** See `reconstruct`. */
  layers: Layer[]
}

const Stored = z.object({
  scaling: ScalingParts,
  layers: z.array(
    z.object({
      inputs: z.number().int(),
      outputs: z.number().int(),
      weights: z.instanceof(Float32Array),
      biases: z.instanceof(Float32Array),
    }),
  ),
})

export function writeAutoencoderParts(parts: AutoencoderParts): Uint8Array {
  return serialize(parts)
}

/** The network over rows as `scaleMatrix` gives them; throws on bytes that are none. */
export function readAutoencoderParts(bytes: Uint8Array): AutoencoderParts {
  return Stored.parse(deserialize(bytes))
}
