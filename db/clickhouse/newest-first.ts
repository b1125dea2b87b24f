const HOUR_MS = 3_600_000
/** How many hours back rows are looked for, before the whole range is read. */
const LOOK_BACK_HOURS = [2, 24] as const

/**
 * A page of what is sorted by time, newest first. What is newest lies in the newest hours: those are read first, and
 * older ones only while rows are missing. `newest` is where the page begins, `read` reads from a time on, or all.
 */
export async function newestFirst<Row>(
  { newest, since, limit }: { newest: string | undefined; since: string | undefined; limit: number },
  read: (from: string | undefined) => Promise<Row[]>,
): Promise<Row[]> {
  const newest_ms = newest === undefined ? Date.now() : Date.parse(newest)
  for (const hours of LOOK_BACK_HOURS) {
    const from_ms = newest_ms - hours * HOUR_MS
    if (since !== undefined && from_ms <= Date.parse(since)) break
    const rows = await read(new Date(from_ms).toISOString())
    if (rows.length === limit) return rows
  }
  return read(undefined)
}
