import { z } from 'zod'

/** What one scoring cycle did. */
export const CycleMetrics = z.object({
  cycle_at: z.string(),
  model_name: z.string(),
  model_version: z.string(),
  /** `bundled` or `site`; empty when no model could be loaded. */
  model_origin: z.enum(['bundled', 'site', '']),
  scored: z.number().int(),
  duration_ms: z.number(),
  /** Share of the scored sessions at HIGH or CRITICAL. */
  anomaly_rate: z.number(),
  /** Why nothing was scored; empty when all went well. */
  detail: z.string(),
})
export type CycleMetrics = z.infer<typeof CycleMetrics>
