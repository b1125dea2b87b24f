import { z } from 'zod'

export const SampleOptions = z.strictObject({
  from: z.string({ error: 'names the captures of an evaluation: evaluation/captures' }),
  out: z.string().default('sample'),
  seed: z.coerce.number().int().default(1),
})
export type SampleOptions = z.infer<typeof SampleOptions>
