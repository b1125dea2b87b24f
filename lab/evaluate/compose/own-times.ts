import type { Visited } from '../capture/truth.ts'

/** One request every so often, by the clock of a slow fleet. */
const FLEET_INTERVAL_MS = 300_000
const FLEET_JITTER = 0.1

/**
 * Milliseconds since a visit began, as they would have been at the visitor's own pace: each pause that the laboratory made is
 * `haste` times as long, everything between (bursts, page loads, a tool's own speed) stays as it was.
 */
export function ownTimes({ began_ms, pauses, haste }: Visited, times_ms: readonly number[]): number[] {
  return times_ms.map((time_ms) => {
    const over = pauses.filter(([at_ms, pause_ms]) => at_ms + pause_ms <= time_ms)
    return time_ms - began_ms + over.reduce((sum, [, pause_ms]) => sum + pause_ms * (haste - 1), 0)
  })
}

/** The requests of a slow fleet's address, which were captured one right after the other, at their real interval. */
export function fleetTimes(times_ms: readonly number[], draw: () => number): number[] {
  const order = times_ms.map((time_ms, at) => ({ time_ms, at })).sort((one, other) => one.time_ms - other.time_ms)
  const phase = draw() * FLEET_INTERVAL_MS
  const times = new Array<number>(times_ms.length).fill(0)
  for (const [place, { at }] of order.entries())
    times[at] = phase + FLEET_INTERVAL_MS * (place + FLEET_JITTER * (2 * draw() - 1))
  return times.map((time) => Math.max(0, time))
}
