import { z } from 'zod'
import { Judgement } from './evidence.ts'

/** A judgement as a screen shows it, with what the user agent claims. */
export const SessionCoherence = Judgement.extend({
  /** null: nothing could be compared. */
  fingerprint_coherence_score: z.number().nullable(),
  claimed_browser: z.string(),
  claimed_os: z.string(),
  /** TCP, TLS and HTTP/2 are then the proxy's, and judged unknown. */
  behind_proxy: z.boolean(),
})
export type SessionCoherence = z.infer<typeof SessionCoherence>
