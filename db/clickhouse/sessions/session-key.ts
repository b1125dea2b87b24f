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

/** The key with a score of the session. */
export const ScoredSessionKey = SessionKey.extend({ anomaly_score: Session.shape.anomaly_score.unwrap() })
export type ScoredSessionKey = z.infer<typeof ScoredSessionKey>
