import { Invalid } from '#db/model/errors.ts'

const DAY_MS = 86_400_000
/** Lengths that people read off an axis: divisors of a minute, an hour, a day. */
const LENGTHS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400]

/** The range asked for, the last 24 hours unless a time is given, and the length of its about `buckets` equal parts: whole seconds, minutes, hours or days. */
export function bucketSpan(asked: { since?: string | undefined; until?: string | undefined }, buckets: number) {
  const until_ms = asked.until === undefined ? Date.now() : Date.parse(asked.until)
  const since_ms = asked.since === undefined ? until_ms - DAY_MS : Date.parse(asked.since)
  if (since_ms >= until_ms) throw new Invalid('since must be before until.')
  // One more than asked for: an hour up to a moment later than now is still sixty minutes.
  const least_s = (until_ms - since_ms) / 1000 / (buckets + 1)
  return {
    since: new Date(since_ms).toISOString(),
    until: new Date(until_ms).toISOString(),
    bucket_seconds: LENGTHS_S.find((length) => length >= least_s) ?? Math.ceil(least_s / 86_400) * 86_400,
  }
}
