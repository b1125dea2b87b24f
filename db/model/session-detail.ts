import { z } from 'zod'
import { SessionExplanation } from './explanation.ts'
import { SynFacts, TlsFacts } from './request.ts'
import { TriagedSession } from './session.ts'
import { DecidedBy, ThreatLevel } from './threat-level.ts'
import { Verdict } from './verdict.ts'

/** One feature of a session beside what the model's baseline held; null where there is too little evidence. */
export const FeatureReading = z.object({
  name: z.string(),
  value: z.number().nullable(),
  baseline_median: z.number().nullable(),
  baseline_iqr: z.number().nullable(),
  /** Robust z: distance from the median in units of IQR / 1.349; at most 100 either way. */
  deviation: z.number().nullable(),
})
export type FeatureReading = z.infer<typeof FeatureReading>

export const SessionScore = z.object({
  anomaly_score: z.number().min(0).max(1),
  threat_level: ThreatLevel,
  model_name: z.string(),
  model_version: z.string(),
  scored_at: z.string(),
  /** Calibrated; null while nothing is calibrated. This and the voices: null when they did not speak. */
  bot_probability: z.number().nullable(),
  eif_score: z.number().nullable(),
  ae_recon_error: z.number().nullable(),
  knn_distance: z.number().nullable(),
  xgb_prob: z.number().nullable(),
  /** 1: all that could be compared fits the claim, 0: nothing does; null: nothing could be compared. */
  fingerprint_coherence_score: z.number().nullable(),
  /** Per axis: 1 fits, -1 does not, 0 unknown. */
  coherence_axes: z.record(z.string(), z.number().int()),
  browser_family: z.string(),
  decided_by: DecidedBy,
  bot_name: z.string(),
  /** As lists call it now, by its address and by its JA4; empty: they do not know it. */
  bot_ip: z.string(),
  bot_ip_list: z.string(),
  bot_ja4: z.string(),
})
export type SessionScore = z.infer<typeof SessionScore>

/** What is known of the model that gave the score. */
export const ScoreModel = z.object({
  origin: z.enum(['site', 'bundled']),
  trained_at: z.string(),
  /** Whose sessions it learnt from; empty: the site's own visitors. */
  population: z.string(),
  thresholds: z.object({ LOW: z.number(), MEDIUM: z.number(), HIGH: z.number(), CRITICAL: z.number() }),
  /** `none`: it says nothing of probability. */
  calibration: z.enum(['none', 'platt', 'isotonic']),
})
export type ScoreModel = z.infer<typeof ScoreModel>

/** Everything that the session's page shows but its requests. */
export const SessionDetail = z.object({
  session: TriagedSession,
  syn: SynFacts,
  tls: TlsFacts,
  h2_fingerprint: z.string(),
  header_order_signature: z.string(),
  connections: z.number().int(),
  features: z.array(FeatureReading).nullable(),
  score: SessionScore.nullable(),
  /** null: not scored, or the model's files are gone. */
  model: ScoreModel.nullable(),
  /** Share of the sessions that the same model scored in the 24 hours up to this one and that score lower. */
  percentile: z.object({ share: z.number(), sessions: z.number().int() }).nullable(),
  /** Of a flagged session, once they are worked out; `/reasons` does that for the others. */
  explanation: SessionExplanation.nullable(),
  /** Newest first. */
  verdicts: z.array(Verdict),
})
export type SessionDetail = z.infer<typeof SessionDetail>
