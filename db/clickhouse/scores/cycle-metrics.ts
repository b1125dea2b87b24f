import { z } from 'zod'

const count = z.number().int().default(0)
/** JSON has no NaN: the store reads it from text. */
const number = z
  .union([z.number(), z.nan()])
  .transform((value) => (Number.isNaN(value) ? 'nan' : value))
  .default('nan')

/** What one scoring cycle did. */
export const CycleCounts = z.object({
  cycle_at: z.string(),
  model_name: z.string(),
  model_version: z.string(),
  /** `bundled` or `site`; empty when no model could be loaded. */
  model_origin: z.enum(['bundled', 'site', '']),
  scored: z.number().int(),
  /** At MEDIUM or above. */
  flagged: count,
  explained: count,
  /** Sessions by model version. */
  scored_by: z.record(z.string(), z.number().int()).default({}),
  /** Sessions that a list settled before the model. */
  known_bots: count,
  verified_crawlers: count,
  duration_ms: z.number(),
  /** Latency of each step. */
  steps_ms: z.record(z.string(), z.number()).default({}),
  /** Step and why it failed; the others were done. */
  failed_steps: z.record(z.string(), z.string()).default({}),
  /** The most memory that the process ever held. */
  rss_bytes_max: count,
  /** Share of the scored sessions at HIGH or CRITICAL. */
  anomaly_rate: z.number(),
  /** Why nothing was scored; empty when all went well. */
  detail: z.string(),
})
export type CycleCounts = z.output<typeof CycleCounts>

/** The same with what it found of voices, labels and drift; NaN: not measured. */
export const CycleMetrics = CycleCounts.extend({
  /** Labelled sessions that calibration and the supervised voice stand on. */
  labels: count,
  /** Rank correlation of each voice with the final score. */
  voice_correlation: z.record(z.string(), z.number()).default({}),
  /** Of bot_probability on labels, 0 is perfect. */
  brier: number,
  /** Features past the effect-size gate against the training window; direction -1 or 1. */
  drift: z
    .array(z.object({ feature: z.string(), ks: z.number(), kl: z.number(), direction: z.number().int() }))
    .default([]),
  /** Share of those that moved the same way. */
  drift_one_way: number,
  is_adversarial_drift: z.boolean().default(false),
  rate_changed: z.boolean().default(false),
})
export type CycleMetrics = z.input<typeof CycleMetrics>
