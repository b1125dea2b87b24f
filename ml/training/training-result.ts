import { z } from 'zod'
import { ModelName } from '../score/manifest.ts'

export const TrainingOptions = z.object({
  /** Instead of the clock. */
  now: z.date().optional(),
  /** Learns from windows from then on; seven days unless told. */
  since: z.date().optional(),
  /** Learns from windows that began before then; up to now unless told. */
  until: z.date().optional(),
  min_rows: z.number().int().optional(),
  random_state: z.number().int().optional(),
  /** Learns from these hosts and what lies below them alone; all unless told. */
  hosts: z.array(z.string()).optional(),
  /** Whose sessions these are, in words. */
  population: z.string().optional(),
  /** Which models are made; both unless told. */
  models: z.array(ModelName).optional(),
  /** Labels by address, as the laboratory writes them: a file of JSON lines. */
  labels_file: z.string().optional(),
  /** Writes the models that come with the product instead of the site's own. */
  bundle: z.boolean().optional(),
})
export type TrainingOptions = z.infer<typeof TrainingOptions>

const TrainedModel = z.object({
  model_name: ModelName,
  model_version: z.string(),
  directory: z.string(),
  rows: z.number().int(),
  validation_rows: z.number().int(),
  voices: z.array(z.string()),
  anomaly_rate: z.number(),
  duration_ms: z.number(),
  /** Scores from now on; a model that failed validation is kept, not promoted. */
  promoted: z.boolean(),
  detail: z.string(),
})
export type TrainedModel = z.infer<typeof TrainedModel>

/** What one training made. */
export const TrainingResult = z.object({
  models: z.array(TrainedModel),
  /** Sessions that could be learnt from, and of the others how many for which reason. */
  selected: z.number().int(),
  excluded: z.record(z.string(), z.number().int()),
  labels: z.record(z.string(), z.object({ human: z.number().int(), bot: z.number().int() })),
  duration_ms: z.number(),
})
export type TrainingResult = z.infer<typeof TrainingResult>
