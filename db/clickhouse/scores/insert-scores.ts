import { z } from 'zod'
import { DecidedBy, ThreatLevel } from '../../model/threat-level.ts'
import { defineInsert } from '../define-insert.ts'

/** JSON has no NaN: the store reads it from text. */
const number = z.union([z.number(), z.nan()]).transform((value) => (Number.isNaN(value) ? 'nan' : value))

/** One opinion of a model on one session; a newer `scored_at` replaces it. A voice that did not speak is NaN. */
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
  raw_anomaly_score: number,
  bot_probability: number.default('nan'),
  eif_score: number.default('nan'),
  ae_recon_error: number.default('nan'),
  knn_distance: number.default('nan'),
  xgb_prob: number.default('nan'),
  fingerprint_coherence_score: number.default('nan'),
  coherence_axes: z.record(z.string(), z.number().int()).default({}),
  threat_level: ThreatLevel,
  decided_by: DecidedBy.default('model'),
  bot_name: z.string().default(''),
  claimed_browser: z.string().default(''),
  browser_family: z.string().default(''),
  browser_confidence: number.default('nan'),
  anubis_bot_name: z.string().default(''),
  anubis_bot_action: z.string().default(''),
  campaign_id: z.number().int().default(-1),
  model_name: z.string(),
  model_version: z.string(),
  scored_at: z.iso.datetime(),
  /** Requests that the session had when it was scored. */
  hits: z.number().int(),
  /** All of them in the order of `view_ai_features_1h`, whichever the model took. */
  // Checked by hand: millions of values a cycle, each of which zod would look at alone.
  features: z
    .custom<readonly number[]>((all) => Array.isArray(all) && all.every((each) => typeof each === 'number'))
    .transform((all) => all.map((each) => (Number.isNaN(each) ? 'nan' : each))),
})
export type Score = z.input<typeof Score>

export const insertScores = defineInsert({ table: 'ja4_processing.ml_all_scores', row: Score })
