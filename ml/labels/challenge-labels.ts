import type { Candidate } from '../baseline.ts'
import type { Label } from './label.ts'

/** A person may fail a challenge, a program may pass it. */
const WEIGHT = 0.3

/** What a challenge said of the session's address on its host in that hour. */
export function challengeLabelsOf({ row: { session_id, started_at: at }, challenge }: Candidate): Label[] {
  if (challenge === 'none') return []
  const label = challenge === 'passed' ? 'human' : 'bot'
  return [{ session_id, label, source: 'challenge', source_id: challenge, at, weight: WEIGHT }]
}
