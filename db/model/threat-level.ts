import { z } from 'zod'

/**
 * What was decided of a session. The first five are the ladder of the scores; the other three stand beside it:
 * a browser by evidence that nothing speaks against, a bot that lists know or a verified crawler, and one that a challenge turned away.
 */
export const ThreatLevel = z.enum([
  'CRITICAL',
  'HIGH',
  'MEDIUM',
  'LOW',
  'NORMAL',
  'LEGITIMATE_BROWSER',
  'KNOWN_BOT',
  'ANUBIS_DENY',
])
export type ThreatLevel = z.infer<typeof ThreatLevel>

/** What decided the level: the model's score, a list, a crawler's proven name or a false one, a challenge, a rule, a browser's name that is contradicted. */
export const DecidedBy = z.enum([
  'model',
  'known_bot',
  'verified_crawler',
  'false_crawler',
  'challenge',
  'rule',
  'contradiction',
  /** A crawler's name that is still being looked up: decided by the model, and again as soon as the answer is there. */
  'pending_crawler',
])
export type DecidedBy = z.infer<typeof DecidedBy>

const RANKS: Partial<Record<ThreatLevel, number>> = { LOW: 1, MEDIUM: 2, HIGH: 3, CRITICAL: 4 }

/** Place on the ladder of suspicion, 0 (NORMAL, and what stands beside the ladder) to 4 (CRITICAL). */
export function rankOf(level: ThreatLevel): number {
  return RANKS[level] ?? 0
}

/** Whether a person should look at the session. */
export function isFlagged(level: ThreatLevel): boolean {
  return rankOf(level) >= 2
}
