import { z } from 'zod'

/** A session's keys with its feature vector in the order of `view_ai_features_1h`; NaN where there is not enough evidence. */
export const FeatureRow = z.object({
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  session_id: z.string(),
  started_at: z.string(),
  ended_at: z.string(),
  hits: z.number().int(),
  // JSON has no NaN: the store writes null. Checked by hand: millions of values a cycle, each of which zod would look at alone.
  features: z
    .custom<readonly (number | null)[]>(
      (all) => Array.isArray(all) && all.every((each) => each === null || typeof each === 'number'),
    )
    .transform((all) => all.map((value) => value ?? NaN)),
})
export type FeatureRow = z.output<typeof FeatureRow>
