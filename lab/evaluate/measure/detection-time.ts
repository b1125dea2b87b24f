import type { Class } from '../kinds.ts'

/** The first that a program's session did, and whether its score was above the threshold then. */
export interface Glimpse {
  /** Address and host: one program's work on one site. */
  who: string
  class: Class
  requests: number
  /** From the first request to the last of those. */
  seconds: number
  is_found: boolean
}

export interface DetectionTime {
  class: Class
  sessions: number
  found: number
  /** Medians over those that were found at all; a session shorter than asked for counts with what it has. */
  requests: number
  seconds: number
}

/** Requests and seconds until a session is found for the first time, by class. */
export function detectionTimes(glimpses: readonly Glimpse[]): DetectionTime[] {
  const first = new Map<string, Glimpse>()
  const classes = new Map<Class, Set<string>>()
  for (const glimpse of glimpses) {
    classes.set(glimpse.class, (classes.get(glimpse.class) ?? new Set()).add(glimpse.who))
    const before = first.get(glimpse.who)
    if (glimpse.is_found && (before === undefined || glimpse.requests < before.requests))
      first.set(glimpse.who, glimpse)
  }
  return [...classes].map(([name, all]) => {
    const found = [...first.values()].filter((glimpse) => glimpse.class === name)
    return {
      ...{ class: name, sessions: all.size, found: found.length },
      requests: medianOf(found.map(({ requests }) => requests)),
      seconds: medianOf(found.map(({ seconds }) => seconds)),
    }
  })
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length / 2
  if (sorted.length === 0) return NaN
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}
