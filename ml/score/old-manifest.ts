import { z } from 'zod'

const perFeature = z.array(z.number())

/** What a model file does not say of itself: where it comes from, what it learnt from, how its scores are read. */
export const Manifest = z
  .object({
    format: z.literal(1),
    model_name: z.string(),
    model_version: z.string().regex(/^[a-z0-9-]+$/),
    origin: z.enum(['site', 'bundled']),
    trained_at: z.iso.datetime(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    feature_names: z.array(z.string()),
    baseline: z.object({
      medians: perFeature,
      iqrs: perFeature,
      standard_deviations: perFeature,
      known_shares: perFeature,
    }),
    training: z.object({
      since: z.iso.datetime(),
      until: z.iso.datetime(),
      rows: z.number().int(),
      /** Only sessions of these hosts and of what lies below them; empty: of all. */
      hosts: z.array(z.string()).default([]),
      /** Whose sessions these were, in words; empty: the site's own visitors. */
      population: z.string().default(''),
      random_state: z.number().int(),
      n_estimators: z.number().int(),
      max_samples: z.number().int(),
    }),
    /** A score strictly above one of these has at least its level. */
    thresholds: z.object({ LOW: z.number(), MEDIUM: z.number(), HIGH: z.number(), CRITICAL: z.number() }),
    metrics: z.object({
      /** Training scores by share of rows below: `0.5`, `0.99`, … */
      score_quantiles: z.record(z.string(), z.number()),
      /** Largest difference between the trainer's score and the ONNX file's, over all training rows. */
      onnx_difference_max: z.number(),
      duration_ms: z.number(),
    }),
  })
  .refine(
    ({ feature_names, baseline }) => Object.values(baseline).every((values) => values.length === feature_names.length),
    'the baseline does not have one value for each feature',
  )
export type Manifest = z.infer<typeof Manifest>
