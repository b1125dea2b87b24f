import { Invalid } from '#db/model/errors.ts'

const DAY_MS = 86_400_000

/** The range asked for, the last 24 hours unless a time is given, and the length of its equal parts. */
export function bucketSpan(asked: { since?: string | undefined; until?: string | undefined }, buckets: number) {
  const until_ms = asked.until === undefined ? Date.now() : Date.parse(asked.until)
  const since_ms = asked.since === undefined ? until_ms - DAY_MS : Date.parse(asked.since)
  if (since_ms >= until_ms) throw new Invalid('since must be before until.')
  return {
    since: new Date(since_ms).toISOString(),
    until: new Date(until_ms).toISOString(),
    bucket_seconds: Math.max(1, Math.ceil((until_ms - since_ms) / 1000 / buckets)),
  }
}
