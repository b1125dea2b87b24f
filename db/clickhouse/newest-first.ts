const HOUR_MS = 3_600_000
/** How many hours back rows are looked for, before the whole range is read. */
const LOOK_BACK_HOURS: readonly number[] = [2, 24]

interface Place {
  newest: string | undefined
  since: string | undefined
  limit: number
  look_back_hours?: readonly number[]
}

/**
 * A page of what is sorted by time, newest first. What is newest lies in the newest hours: those are read first, and
 * older ones only while rows are missing. `newest` is where the page begins, `read` reads from a time on, or all.
 * Whoever knows that there are few rows says so by fewer `look_back_hours`.
 */
export async function newestFirst<Row>(
  { newest, since, limit, look_back_hours = LOOK_BACK_HOURS }: Place,
  read: (from: string | undefined) => Promise<Row[]>,
): Promise<Row[]> {
  const newest_ms = newest === undefined ? Date.now() : Date.parse(newest)
  for (const hours of look_back_hours) {
    const from_ms = newest_ms - hours * HOUR_MS
    if (since !== undefined && from_ms <= Date.parse(since)) break
    const rows = await read(new Date(from_ms).toISOString())
    if (rows.length === limit) return rows
  }
  return read(undefined)
}
