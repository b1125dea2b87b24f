import type { FeatureRow } from '#db/clickhouse/scores/feature-row.ts'
import type { Guest, Half } from './compose.ts'
import { listSessionFeatures } from './list-session-features.ts'

const HOUR_MS = 3_600_000

export interface LabelledSession extends FeatureRow {
  guest: Guest
}

/** Every session of the halves, hour by hour, with whom it belongs to; visits that outlast a half are in its last hours. */
export async function labelledSessions(halves: readonly Half[], guests: readonly Guest[]): Promise<LabelledSession[]> {
  const byAddress = new Map(guests.map((guest) => [guest.src_ip, guest]))
  const hours = new Set(halves.flatMap(hoursOf))
  const sessions: LabelledSession[] = []
  for (const hour of [...hours].sort((one, other) => one - other)) {
    for (const row of await listSessionFeatures({ window_start: new Date(hour).toISOString() })) {
      const guest = byAddress.get(row.src_ip)
      if (guest !== undefined) sessions.push({ ...row, guest })
    }
  }
  return sessions
}

/** Beginnings of a half's hours (Unix ms). */
export function hoursOf({ starts_ms, hours }: Half): number[] {
  return Array.from({ length: hours }, (_, at) => starts_ms + at * HOUR_MS)
}
