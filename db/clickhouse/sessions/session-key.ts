import { z } from 'zod'
import { SessionId } from '../../model/session.ts'

/** Which session, without what it did. */
export const SessionKey = z.object({
  session_id: SessionId,
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
})
export type SessionKey = z.infer<typeof SessionKey>
