import type { RuleName } from '#db/model/rule.ts'

/** What a rule says of one session. */
export interface Finding {
  rule: RuleName
  window_start: string
  src_ip: string
  ja4: string
  host: string
  threat_level: 'MEDIUM' | 'HIGH' | 'CRITICAL'
  rule_counts: Record<string, number>
  reason: string
}

interface Timed {
  started_at: string
  ended_at: string
}

/** `1 refused`, `37 log-in tries`. */
export function counted(value: number, singular: string, many = `${singular}s`): string {
  return `${value} ${value === 1 ? singular : many}`
}

/** From the first of them to the last: `in one second`, `in 40 seconds`, `in 4 minutes`. */
export function spanWords(rows: readonly Timed[]): string {
  const began = Math.min(...rows.map(({ started_at }) => Date.parse(started_at)))
  const seconds = Math.ceil((Math.max(...rows.map(({ ended_at }) => Date.parse(ended_at))) - began) / 1000)
  if (seconds <= 1) return 'within a second'
  return seconds < 90 ? `in ${seconds} seconds` : `in ${Math.round(seconds / 60)} minutes`
}

/** The rows by what `keyOf` says of them, in the order of their first one. */
export function groupedBy<T>(rows: readonly T[], keyOf: (row: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return [...groups.values()]
}

export function sumOf<T>(rows: readonly T[], valueOf: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + valueOf(row), 0)
}
