import { z } from 'zod'
import { defineInsert } from '../define-insert.ts'

/** One opinion of a model on one session; a newer `scored_at` replaces it. */
const Score = z.object({
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  session_id: z.string(),
  /** The session's, as of scoring. */
  started_at: z.iso.datetime(),
  ended_at: z.iso.datetime(),
  anomaly_score: z.number().min(0).max(1),
  raw_anomaly_score: z.number(),
  threat_level: z.enum(['NORMAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
  model_name: z.string(),
  model_version: z.string(),
  scored_at: z.iso.datetime(),
  /** Requests that the session had when it was scored. */
  hits: z.number().int(),
  /** All of them in the order of `view_ai_features_1h`, whichever the model took. */
  // JSON has no NaN: the store reads it from text.
  features: z
    .array(z.union([z.number(), z.nan()]))
    .transform((all) => all.map((each) => (Number.isNaN(each) ? 'nan' : each))),
})

export const insertScores = defineInsert({ table: 'ja4_processing.ml_all_scores', row: Score })
