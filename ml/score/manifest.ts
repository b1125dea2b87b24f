import { z } from 'zod'
import { VOICE_NAMES } from '../train/voice.ts'

const VoiceKey = z.enum(VOICE_NAMES)

export const ModelName = z.enum(['complet', 'applicatif'])
export type ModelName = z.infer<typeof ModelName>

const perFeature = z.array(z.number())
/** JSON has no NaN: not known is null in the file. */
const knownOrNot = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN)
const counts = z.record(z.string(), z.number().int())

const File = z.object({ file: z.string().regex(/^[a-z0-9]+\.[a-z]+$/), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
export type ModelFile = z.infer<typeof File>

/** What the training rows look like, feature by feature. */
const Baseline = z.object({
  medians: perFeature,
  iqrs: perFeature,
  standard_deviations: perFeature,
  /** Share of training rows in which the feature was known. */
  known_shares: perFeature,
  /** At 0, 5, … 100 % of the known values. */
  quantiles: z.array(z.array(z.number()).length(21)),
})

const Training = z.object({
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  rows: z.number().int(),
  /** Rows of the newest fifth of the time: nothing was learnt from them, levels and calibration stand on them. */
  validation_rows: z.number().int(),
  /** Only sessions of these hosts and of what lies below them; empty: of all. */
  hosts: z.array(z.string()),
  /** Whose sessions these were, in words; empty: the site's own visitors. */
  population: z.string(),
  random_state: z.number().int(),
  /** Sessions that were not learnt from, by reason. */
  excluded: counts,
  /** Labelled sessions, by the label's source. */
  labels: z.record(z.string(), z.object({ human: z.number().int(), bot: z.number().int() })),
})

const Voice = z.object({
  onnx: File,
  /** What explanations need; null when the voice has nothing to add. */
  parts: File.nullable(),
  /** Of the raw scores of the ordinary validation rows; they scale the voice for the fusion. */
  median: z.number(),
  q99: z.number(),
  weight: z.number(),
  /** Largest difference between the trainer's score and the ONNX file's, over all rows. */
  onnx_difference_max: z.number(),
})

export const Fusion = z.object({
  kind: z.enum(['fixed', 'meta']),
  /** Of each voice and of `coherence`; a fixed fusion's add up to 1. */
  weights: z.record(z.string(), z.number()),
  intercept: z.number(),
})
export type Fusion = z.infer<typeof Fusion>

export const Calibration = z.object({
  /** `none`: too few labels, nothing is said of probability. */
  kind: z.enum(['none', 'platt', 'isotonic']),
  /** Anomaly score and probability, both rising; between two points a straight line. */
  points: z.array(z.tuple([z.number(), z.number()])),
  /** Mean squared error of the probability on labels that it did not learn from (cross-validation); NaN without labels. */
  brier: knownOrNot,
  reliability: z.array(z.object({ predicted: z.number(), observed: z.number(), count: z.number().int() })),
})
export type Calibration = z.infer<typeof Calibration>

const Thresholds = z.object({ LOW: z.number(), MEDIUM: z.number(), HIGH: z.number(), CRITICAL: z.number() })

const Suspects = z.object({
  name: z.string(),
  /** Known tools' behaviour on the site's own sessions; else machines that the site met. */
  is_planted: z.boolean(),
  sessions: z.number().int(),
  flagged: z.number().int(),
  flagged_before: z.number().int().nullable(),
})

/** What a model's files do not say of themselves: where they come from, what they learnt from, how their scores are read. */
export const Manifest = z
  .object({
    format: z.literal(2),
    model_name: ModelName,
    model_version: z.string().regex(/^[a-z0-9-]+$/),
    origin: z.enum(['site', 'bundled']),
    trained_at: z.iso.datetime(),
    feature_names: z.array(z.string()),
    baseline: Baseline,
    /** Medians of the sessions whose user agent claims this browser; NaN where none knew the feature. */
    human_medians: z.record(z.string(), z.array(knownOrNot)),
    training: Training,
    voices: z.partialRecord(VoiceKey, Voice),
    fusion: Fusion,
    calibration: Calibration,
    /** A score strictly above one of these has at least its level. */
    thresholds: Thresholds,
    gate: z.object({
      passed: z.boolean(),
      /** Share of the validation rows above the level that 3 % of the training rows exceed. */
      anomaly_rate: z.number(),
      /** Why it may not score; empty when it may. */
      reason: z.string(),
      /** Sessions that it should find strange, by sort: how many it puts at MEDIUM or above, and how many the model did that scored then (null: none did). */
      suspects: z.array(Suspects).optional(),
    }),
    metrics: z.object({
      /** Anomaly scores of the validation rows by share of rows below: `0.5`, `0.99`, … */
      score_quantiles: z.record(z.string(), z.number()),
      duration_ms: z.number(),
      steps_ms: z.record(z.string(), z.number()),
    }),
  })
  .refine(
    ({ feature_names, baseline, human_medians }) =>
      [...Object.values(baseline), ...Object.values(human_medians)].every(
        (values) => values.length === feature_names.length,
      ),
    'the baseline does not have one value for each feature',
  )
  .refine(({ voices }) => Object.keys(voices).length > 0, 'no voice')
export type Manifest = z.output<typeof Manifest>
