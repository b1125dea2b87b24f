import { z } from 'zod'
import { ask } from '#db/clickhouse/store.fixture.ts'
import { aRequest } from '#db/model/request.builder.ts'
import type { Request } from '#db/model/request.ts'

const HOUR_MS = 3_600_000
/** The last full hour: all of it is past, none of it is old. */
const LAST_HOUR = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS

/** A whole hour before now; each test takes its own, since sessions of one hour are compared. */
export function hoursAgo(hours: number): number {
  return LAST_HOUR - hours * HOUR_MS
}

/** A browser's request some milliseconds into an hour. */
export function requestAt(hour: number, offset_ms: number, given: Partial<Request> = {}): Request {
  return aRequest({ time: new Date(hour + offset_ms).toISOString(), ...given })
}

/** `aRequest`'s headers with these instead; null leaves one out. */
export function headersWith(changed: Readonly<Record<string, string | null>>): Request['headers'] {
  const usual = new Map(aRequest().headers)
  for (const [name, value] of Object.entries(changed)) {
    if (value === null) usual.delete(name)
    else usual.set(name, value)
  }
  return [...usual]
}

const Vectors = z.array(z.looseObject({ infinite: z.number() }))
const Value = z.number().nullable()

/** Reads features of a session by name; NaN comes as null, and an infinite one is an error. */
export async function readFeatures(hour: number, where: string): Promise<(name: string) => number | null> {
  const rows = Vectors.parse(
    await ask(`SELECT *, (SELECT sum(arrayCount(each -> isInfinite(each), features))
        FROM ja4_processing.view_ai_feature_vectors_1h WHERE window_start = toDateTime(${hour / 1000}, 'UTC')) AS infinite
      FROM ja4_processing.view_ai_features_1h WHERE window_start = toDateTime(${hour / 1000}, 'UTC') AND ${where}`),
  )
  const [row, ...others] = rows
  if (row === undefined || others.length > 0)
    throw new Error(`one session expected where ${where}, ${rows.length} came`)
  if (row.infinite > 0) throw new Error(`infinite values in the hour where ${where}`)
  return (name) => Value.parse(row[name])
}
