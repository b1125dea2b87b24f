import { z } from 'zod'

/** A `Scaling` as `.parts` keep it. */
export const ScalingParts = z.object({
  medians: z.instanceof(Float32Array),
  means: z.instanceof(Float32Array),
  factors: z.instanceof(Float32Array),
  steps: z.number(),
  reach: z.number(),
  rounded: z.boolean(),
})
