import { z } from 'zod'
import { listSessionHistogram } from '#db/clickhouse/sessions/list-session-histogram.ts'
import { Invalid } from '#db/model/errors.ts'
import { SessionHistogram } from '#db/model/session-histogram.ts'
import { SessionFilter } from '#db/model/session.ts'
import { defineRoute, nothing } from '../../../handler.ts'

const DAY_MS = 86_400_000

export const GET = defineRoute(
  {
    summary: 'How many sessions began when; the last 24 hours unless a time is given',
    access: 'sessions:read',
    params: nothing,
    query: SessionFilter.extend({ buckets: z.coerce.number().int().min(1).max(500).default(60) }),
    body: nothing,
    answer: {
      status: 200,
      description: 'Equal spans of time, empty ones included',
      schema: SessionHistogram,
    },
  },
  async ({ query: { buckets, ...filter } }) => {
    const until_ms = filter.until === undefined ? Date.now() : Date.parse(filter.until)
    const since_ms = filter.since === undefined ? until_ms - DAY_MS : Date.parse(filter.since)
    if (since_ms >= until_ms) throw new Invalid('since must be before until.')
    const bucket_seconds = Math.max(1, Math.ceil((until_ms - since_ms) / 1000 / buckets))
    const data = await listSessionHistogram({
      ...filter,
      since: new Date(since_ms).toISOString(),
      until: new Date(until_ms).toISOString(),
      bucket_seconds,
    })
    return { body: { data, bucket_seconds } }
  },
)
