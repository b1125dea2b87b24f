import { z } from 'zod'

const number = z.number().nullable()

/** How one feature of a model is spread now, beside its training window. */
export const FeatureShift = z.object({
  feature: z.string(),
  /** The largest difference of the cumulative shares, 0…1; of the shares in which the feature is known when that is larger. */
  ks: z.number(),
  /** Divergence of now from then, in nats. */
  kl: z.number(),
  /** 1: larger or more, -1: smaller or fewer. */
  direction: z.number().int(),
  is_known_share: z.boolean(),
  /** What `ks` must exceed to count. */
  gate: z.number(),
  is_drifted: z.boolean(),
  known_then: z.number(),
  known_now: z.number(),
  /** At 5, 10, 20, 35, 50, 65, 80, 90 and 95 % of the known values; null when none is. */
  quantiles_then: z.array(number),
  quantiles_now: z.array(number),
})
export type FeatureShift = z.infer<typeof FeatureShift>

/** What the scoring cycles of a span of time did. */
export const CycleBucket = z.object({
  bucket_start: z.string(),
  cycles: z.number().int(),
  scored: z.number().int(),
  /** Cycles of which a step failed, or that had no model. */
  failed: z.number().int(),
  /** The mean and the longest cycle. */
  duration_ms: z.number(),
  duration_ms_max: z.number(),
  /** Mean time of each step. */
  steps_ms: z.record(z.string(), z.number()),
})
export type CycleBucket = z.infer<typeof CycleBucket>

/** JA4s seen for the first time on a day, and all that were known by then. */
export const NewJa4s = z.object({ day: z.string(), new_ja4s: z.number().int(), ja4s: z.number().int() })
export type NewJa4s = z.infer<typeof NewJa4s>

const AnomalyHour = z.object({
  window_start: z.string(),
  sessions: z.number().int(),
  anomalous: z.number().int(),
})

/** Whether the world has changed since a model was trained. */
export const Drift = z.object({
  asked_at: z.string(),
  model_name: z.string(),
  model_version: z.string(),
  trained_at: z.string(),
  /** Sessions of the last 24 hours, taken for ordinary, that were compared. */
  rows: z.number().int(),
  features: z.array(FeatureShift),
  /** Of the drifted ones, the share that moved the commoner way; null when none did. */
  drift_one_way: number,
  is_adversarial_drift: z.boolean(),
  anomaly_rate: z.object({
    hours: z.array(AnomalyHour),
    /** The hours with which a new rate began. */
    changed_at: z.array(z.string()),
    rate: number,
    rate_before: number,
  }),
  /** The share of anomalous sessions changed within the last day. */
  rate_changed: z.boolean(),
  new_ja4s: z.array(NewJa4s),
  cycles: z.object({ bucket_seconds: z.number().int(), data: z.array(CycleBucket) }),
})
export type Drift = z.infer<typeof Drift>
