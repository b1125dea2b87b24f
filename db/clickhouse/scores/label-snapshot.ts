import { z } from 'zod'
import { SessionId } from '../../model/session.ts'

const knownOrNot = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN)

/** What a session with a verdict looked like when it was last seen whole. */
export const LabelSnapshot = z.object({
  session_id: SessionId,
  window_start: z.string(),
  started_at: z.string(),
  taken_at: z.string(),
  hits: z.number().int(),
  fingerprint_coherence_score: knownOrNot,
  /** By name; what was not known is not there. */
  features: z.record(z.string(), z.number()),
})
export type LabelSnapshot = z.output<typeof LabelSnapshot>
