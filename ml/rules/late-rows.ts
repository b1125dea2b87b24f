import { countRowsByHour } from '#db/clickhouse/rules/count-rows-by-hour.ts'

const HOUR_MS = 3_600_000
/** This hour and the one before are looked at in each pass. */
const HOURS = 2
const HOURS_LATE = 24
/** Rows that trickle in late have the hours before looked at no more often. */
const LATE_EVERY_MS = 60_000

interface Look {
  looked_at: number
  /** Rows of each hour when every hour up to now had been looked at. */
  rows: ReadonlyMap<string, number>
}

declare global {
  // Routes and schedule are bundled apart: what must exist once per process lives here.
  var vigie_rules_day: Look | undefined
}

/**
 * From when on rules have to look, and what to call once they did. The newest two hours; a whole day at first; and, as soon as
 * an import or a spool brings rows for earlier hours, from the first of these on.
 */
export async function beginOfLook(now: Date, whole_day: boolean): Promise<{ from: Date; done: () => void }> {
  const this_hour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
  const recent = this_hour - (HOURS - 1) * HOUR_MS
  const day = this_hour - HOURS_LATE * HOUR_MS
  const before = globalThis.vigie_rules_day
  const counted = await countRowsByHour({ since: new Date(day).toISOString() })
  const rows = new Map(counted.map((hour) => [hour.window_start, hour.rows]))
  const remember = (looked_at: number) => () => {
    globalThis.vigie_rules_day = { looked_at, rows }
  }
  if (whole_day || before === undefined) return { from: new Date(day), done: remember(now.getTime()) }
  const grown = counted
    .filter((hour) => hour.rows > (before.rows.get(hour.window_start) ?? 0))
    .map(({ window_start }) => Date.parse(window_start))
  const first = Math.min(...grown, recent)
  if (first === recent) return { from: new Date(recent), done: remember(before.looked_at) }
  const is_soon = now.getTime() - before.looked_at < LATE_EVERY_MS
  // What is put off is not remembered, so that a later pass finds it grown.
  return is_soon
    ? { from: new Date(recent), done: () => undefined }
    : { from: new Date(first), done: remember(now.getTime()) }
}
