import type { Guest, Half } from '../compose/compose.ts'
import { hoursOf } from '../compose/hours-of.ts'
import { listSessionScores, type ScoredSession } from './list-session-scores.ts'

export interface JudgedSession extends ScoredSession {
  guest: Guest
}

/** Every scored session of a half with whom it belongs to. */
export async function judgedSessions(half: Half, guests: readonly Guest[]): Promise<JudgedSession[]> {
  const byAddress = new Map(guests.map((guest) => [guest.src_ip, guest]))
  const sessions: JudgedSession[] = []
  for (const hour of hoursOf(half)) {
    for (const row of await listSessionScores({ window_start: new Date(hour).toISOString() })) {
      const guest = byAddress.get(row.src_ip)
      if (guest !== undefined) sessions.push({ ...row, guest })
    }
  }
  return sessions
}
