import type { TriagedSession } from '#db/model/session.ts'

export interface LiveRows {
  rows: TriagedSession[]
  /** Sessions that arrived and are not in `rows`: the reader decides when the list may move. */
  waiting: number
}

/**
 * The list as scrolled, each row in its newest state. Arrivals come in by themselves only while
 * `follow` (the reader is at the top), else they wait to be asked for.
 */
export function liveRows(
  listed: readonly TriagedSession[],
  newest: readonly TriagedSession[],
  sort: '-time' | '-score',
  follow: boolean,
): LiveRows {
  const updated = new Map(newest.map((session) => [session.session_id, session]))
  const seen = new Set<string>()
  const kept = listed.flatMap((session) => {
    if (seen.has(session.session_id)) return []
    seen.add(session.session_id)
    return [updated.get(session.session_id) ?? session]
  })
  const arrived = newest.filter(({ session_id }) => !seen.has(session_id))
  if (!follow) return { rows: kept, waiting: arrived.length }
  const rows = [...arrived, ...kept]
  // A session that got new requests moves up only while the reader follows the top of the list.
  rows.sort((a, b) =>
    sort === '-time' ? b.ended_at.localeCompare(a.ended_at) : (b.anomaly_score ?? -1) - (a.anomaly_score ?? -1),
  )
  return { rows, waiting: 0 }
}
