import { dayOrSpan } from './day-or-span.ts'

/** Lengths that people read off an axis: divisors of a minute, an hour, a day. */
const LENGTHS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400]

/** The range asked for, the last 24 hours unless a time is given, and the length of its about `buckets` equal parts: whole seconds, minutes, hours or days. */
export function bucketSpan(asked: { since?: string | undefined; until?: string | undefined }, buckets: number) {
  const { since, until } = dayOrSpan(asked)
  // One more than asked for: an hour up to a moment later than now is still sixty minutes.
  const least_s = (Date.parse(until) - Date.parse(since)) / 1000 / (buckets + 1)
  return {
    since,
    until,
    bucket_seconds: LENGTHS_S.find((length) => length >= least_s) ?? Math.ceil(least_s / 86_400) * 86_400,
  }
}
