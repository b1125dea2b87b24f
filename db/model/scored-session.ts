import { z } from 'zod'
import { Session, SessionFilter, SessionId } from './session.ts'
import { DecidedBy, ThreatLevel } from './threat-level.ts'
import { VerdictKind } from './verdict.ts'

/** A voice's own number; null when it did not speak. */
const voiceScore = z.number().nullable()

/** A session as scoring left it: what each voice said, and what was made of it. */
export const SessionOpinion = z.object({
  session_id: SessionId,
  host: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  started_at: z.string(),
  ended_at: z.string(),
  hits: z.number().int(),
  anomaly_score: Session.shape.anomaly_score.unwrap(),
  threat_level: ThreatLevel,
  /** Calibrated; null while nothing is calibrated. */
  bot_probability: voiceScore,
  eif_score: voiceScore,
  ae_recon_error: voiceScore,
  knn_distance: voiceScore,
  xgb_prob: voiceScore,
  fingerprint_coherence_score: voiceScore,
  /** By evidence, not by user agent; empty when none fits. */
  browser_family: z.string(),
  decided_by: DecidedBy,
  bot_name: z.string(),
  model_name: z.string(),
  model_version: z.string(),
  scored_at: z.string(),
})
export type SessionOpinion = z.infer<typeof SessionOpinion>

export const ScoredSession = SessionOpinion.extend({ verdict: VerdictKind.nullable() })
export type ScoredSession = z.infer<typeof ScoredSession>

/** Filter of the Scores list; an unset member matches everything. */
export const ScoreFilter = SessionFilter.extend({
  /** Both ends included. */
  min_score: z.coerce.number().min(0).max(1).optional(),
  max_score: z.coerce.number().min(0).max(1).optional(),
})
export type ScoreFilter = z.infer<typeof ScoreFilter>

/** `next` is the cursor of the following page. */
export const ScorePage = z.object({ data: z.array(ScoredSession), next: z.string().nullable() })
