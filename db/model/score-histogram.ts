import { z } from 'zod'
import { Session, SessionId } from './session.ts'
import { ThreatLevel } from './threat-level.ts'

/** Scores are counted in so many equal bins from 0 to 1. */
export const SCORE_BINS = 100

const Thresholds = z.object({ LOW: z.number(), MEDIUM: z.number(), HIGH: z.number(), CRITICAL: z.number() })

/** A model whose scores are among those counted. */
export const ScoringModel = z.object({
  model_name: z.string(),
  model_version: z.string(),
  sessions: z.number().int(),
  newest_scored_at: z.string(),
  /** null: its files are gone, so nothing is known of it but its name. */
  facts: z.object({ origin: z.enum(['site', 'bundled']), trained_at: z.string(), thresholds: Thresholds }).nullable(),
})
export type ScoringModel = z.infer<typeof ScoringModel>

/** A session that somebody called human or bot. */
export const LabelledScore = z.object({
  session_id: SessionId,
  anomaly_score: Session.shape.anomaly_score.unwrap(),
  verdict: z.enum(['human', 'bot']),
})
export type LabelledScore = z.infer<typeof LabelledScore>

export const ScoreHistogram = z.object({
  /** Of the model asked for, from the lowest scores up, empty bins included. */
  bins: z.array(z.object({ by_threat_level: z.record(z.string(), z.number().int()) })),
  /** All in the range, the newest opinion first. */
  models: z.array(ScoringModel),
  /** Of the same model and range. */
  labelled: z.array(LabelledScore),
  /** Days that the counts come from, the first scored hour on: for rates a day. */
  days: z.number(),
})
export type ScoreHistogram = z.infer<typeof ScoreHistogram>

export const VOICE_COLUMNS = ['eif_score', 'ae_recon_error', 'knn_distance', 'xgb_prob'] as const
export const VoiceColumn = z.enum(VOICE_COLUMNS)
export type VoiceColumn = z.infer<typeof VoiceColumn>

/** What the voices said in a range of time. */
export const VoiceSummary = z.object({
  /** 5, 25, 50, 75 and 95 % of the sessions are at or below; apart for those at MEDIUM or above and the others. */
  distributions: z.array(
    z.object({
      voice: VoiceColumn,
      flagged: z.boolean(),
      sessions: z.number().int(),
      quantiles: z.array(z.number()).length(5),
    }),
  ),
  /** An even sample of both. */
  sample: z.array(
    z.object({
      session_id: SessionId,
      threat_level: ThreatLevel,
      anomaly_score: z.number(),
      eif_score: z.number().nullable(),
      ae_recon_error: z.number().nullable(),
      knn_distance: z.number().nullable(),
      xgb_prob: z.number().nullable(),
    }),
  ),
})
export type VoiceSummary = z.infer<typeof VoiceSummary>
