import type { Half } from './compose.ts'

const HOUR_MS = 3_600_000

/** Beginnings of a half's hours (Unix ms). */
export function hoursOf({ starts_ms, hours }: Half): number[] {
  return Array.from({ length: hours }, (_, at) => starts_ms + at * HOUR_MS)
}
