import { z } from 'zod'
import { listSessionHistogram } from '#db/clickhouse/sessions/list-session-histogram.ts'
import { SessionHistogram } from '#db/model/session-histogram.ts'
import { SessionFilter } from '#db/model/session.ts'
import { bucketSpan } from '../../../bucket-span.ts'
import { defineRoute, nothing } from '../../../handler.ts'

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
    const span = bucketSpan(filter, buckets)
    const data = await listSessionHistogram({ ...filter, ...span })
    return { body: { data, bucket_seconds: span.bucket_seconds } }
  },
)
