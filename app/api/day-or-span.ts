import { Invalid } from '#db/model/errors.ts'

const DAY_MS = 86_400_000

/** The range asked for, until now and from a day before its end unless told. */
export function dayOrSpan(asked: { since?: string | undefined; until?: string | undefined }) {
  const until_ms = asked.until === undefined ? Date.now() : Date.parse(asked.until)
  const since_ms = asked.since === undefined ? until_ms - DAY_MS : Date.parse(asked.since)
  if (since_ms >= until_ms) throw new Invalid('since must be before until.')
  return { since: new Date(since_ms).toISOString(), until: new Date(until_ms).toISOString() }
}
