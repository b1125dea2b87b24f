import { z } from 'zod'

/** A model as its manifest tells, without what only scoring needs. */
export const TrainedModel = z.object({
  model_version: z.string(),
  model_name: z.string(),
  /** It scores now. */
  is_current: z.boolean(),
  /** Why it cannot be used; empty when it can. */
  problem: z.string(),
  /** Null throughout where the manifest cannot be read. */
  facts: z
    .object({
      origin: z.enum(['site', 'bundled']),
      trained_at: z.string(),
      features: z.number().int(),
      training: z.object({
        since: z.string(),
        until: z.string(),
        rows: z.number().int(),
        validation_rows: z.number().int(),
        hosts: z.array(z.string()),
        population: z.string(),
        excluded: z.record(z.string(), z.number()),
        labels: z.record(z.string(), z.object({ human: z.number(), bot: z.number() })),
      }),
      /** Share of each voice in the score. */
      voices: z.record(z.string(), z.object({ weight: z.number(), onnx_difference_max: z.number() })),
      fusion: z.enum(['fixed', 'meta']),
      /** Share of the fingerprint's coherence, which is no file of the model; 0: it is not asked. */
      coherence_weight: z.number(),
      calibration: z.object({
        kind: z.enum(['none', 'platt', 'isotonic']),
        brier: z.number().nullable(),
        reliability: z.array(z.object({ predicted: z.number(), observed: z.number(), count: z.number() })),
      }),
      thresholds: z.object({ LOW: z.number(), MEDIUM: z.number(), HIGH: z.number(), CRITICAL: z.number() }),
      gate: z.object({ passed: z.boolean(), anomaly_rate: z.number(), reason: z.string() }),
      score_quantiles: z.record(z.string(), z.number()),
      duration_ms: z.number(),
      steps_ms: z.record(z.string(), z.number()),
    })
    .nullable(),
})
export type TrainedModel = z.infer<typeof TrainedModel>
export type ModelFacts = NonNullable<TrainedModel['facts']>

/** All of them, the newest first; there are few. */
export const TrainedModels = z.object({
  data: z.array(TrainedModel),
  /** Whether whoever asks may choose the one that scores. */
  may_promote: z.boolean(),
})
