import { z } from 'zod'
import { listConnectionHistogram } from '#db/clickhouse/connections/list-connection-histogram.ts'
import { listConnectionSources } from '#db/clickhouse/connections/list-connection-sources.ts'
import { ConnectionFilter, ConnectionSummary } from '#db/model/connection.ts'
import { bucketSpan } from '../../../bucket-span.ts'
import { defineRoute, nothing } from '../../../handler.ts'

const SOURCES = 10

export const GET = defineRoute(
  {
    summary: 'How many connections became what, and from where; the last 24 hours unless a time is given',
    access: 'sessions:read',
    params: nothing,
    query: ConnectionFilter.extend({ buckets: z.coerce.number().int().min(1).max(500).default(60) }),
    body: nothing,
    answer: {
      status: 200,
      description: `Equal spans of time, empty ones included; the ${SOURCES} addresses with the most`,
      schema: ConnectionSummary,
    },
  },
  async ({ query: { buckets, ...filter } }) => {
    const { bucket_seconds, ...span } = bucketSpan(filter, buckets)
    const [data, sources] = await Promise.all([
      listConnectionHistogram({ ...filter, ...span, bucket_seconds }),
      listConnectionSources({ ...filter, ...span, limit: SOURCES }),
    ])
    return { body: { data, bucket_seconds, sources } }
  },
)
