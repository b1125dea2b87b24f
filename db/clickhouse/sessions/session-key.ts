import { z } from 'zod'
import { Session, SessionId } from '../../model/session.ts'

/** Which session, without what it did. */
export const SessionKey = z.object({
  session_id: SessionId,
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
})
export type SessionKey = z.infer<typeof SessionKey>

/** The key with the session's newest score, which it has. */
export const ScoredSessionKey = SessionKey.extend({
  anomaly_score: Session.shape.anomaly_score.unwrap(),
  threat_level: Session.shape.threat_level.unwrap(),
  model_version: z.string(),
})
export type ScoredSessionKey = z.infer<typeof ScoredSessionKey>
