import { z } from 'zod'

export const CycleOptions = z.object({
  /** Instead of the clock. */
  now: z.date().optional(),
  /** Scores sessions of windows from then on; without it those of the last 48 hours. */
  since: z.date().optional(),
  /** Begins no further batch after so long. */
  scoring_ms_max: z.number().optional(),
})
export type CycleOptions = z.infer<typeof CycleOptions>

/** What one scoring cycle did. */
export const CycleResult = z.object({
  state: z.enum(['scored', 'busy', 'no_model']),
  scored: z.number().int(),
  model_version: z.string().nullable(),
  model_origin: z.enum(['site', 'bundled']).nullable(),
  duration_ms: z.number(),
  /** Share of the scored sessions at HIGH or CRITICAL. */
  anomaly_rate: z.number(),
  /** What did not go well, in sentences; empty when all did. */
  detail: z.string(),
})
export type CycleResult = z.infer<typeof CycleResult>
