/** Ranges that move with the clock, by their name in the URL. */
export const PRESETS = [
  { range: '15m', word: 'last 15 min', seconds: 900 },
  { range: '1h', word: 'last hour', seconds: 3600 },
  { range: '6h', word: 'last 6 h', seconds: 21_600 },
  { range: '24h', word: 'last 24 h', seconds: 86_400 },
  { range: '7d', word: 'last 7 days', seconds: 604_800 },
  { range: '30d', word: 'last 30 days', seconds: 2_592_000 },
] as const

type PresetName = (typeof PRESETS)[number]['range']
const DEFAULT_PRESET: PresetName = '24h'

export type TimeRange = { kind: 'preset'; range: PresetName } | { kind: 'fixed'; since: string; until: string }

export interface TimeSpan {
  since: string
  until: string | null
}

function presetOf(name: string | null) {
  return PRESETS.find((preset) => preset.range === name) ?? PRESETS[3]
}

/** A preset ends "now": it has no `until`, so that rows arriving meanwhile are in it. */
export function spanOf(range: TimeRange, now: number): TimeSpan {
  if (range.kind === 'fixed') return { since: range.since, until: range.until }
  return { since: new Date(now - presetOf(range.range).seconds * 1000).toISOString(), until: null }
}

export function rangeWords(range: TimeRange): string {
  if (range.kind === 'preset') return presetOf(range.range).word
  const words = (iso: string) => iso.slice(0, 16).replace('T', ' ')
  return `${words(range.since)} to ${words(range.until)} UTC`
}

/** Reads `2026-01-31 14:00:00` or ISO 8601; without an offset it is UTC, whatever the zone of the reader. */
export function instantFrom(text: string): string | null {
  const trimmed = text.trim().replace(' ', 'T')
  const at = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(trimmed) ? trimmed : `${trimmed}Z`)
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}

export function rangeFrom(params: URLSearchParams): TimeRange {
  const since = instantFrom(params.get('since') ?? '')
  const until = instantFrom(params.get('until') ?? '')
  if (since !== null && until !== null && since < until) return { kind: 'fixed', since, until }
  return { kind: 'preset', range: presetOf(params.get('range')).range }
}

/** The range as the URL carries it; the default is left out. */
export function writeRange(range: TimeRange, params: URLSearchParams): void {
  if (range.kind === 'fixed') {
    params.set('since', range.since)
    params.set('until', range.until)
  } else if (range.range !== DEFAULT_PRESET) params.set('range', range.range)
}

/** A shared link means the same tomorrow: its range is frozen to absolute times. */
export function frozen(range: TimeRange, now: number): TimeRange {
  const { since, until } = spanOf(range, now)
  return { kind: 'fixed', since, until: until ?? new Date(now).toISOString() }
}
