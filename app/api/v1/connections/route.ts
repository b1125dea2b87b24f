import { z } from 'zod'
import { listConnections } from '#db/clickhouse/connections/list-connections.ts'
import { ConnectionFilter, ConnectionPage } from '#db/model/connection.ts'
import { asOf } from '../../as-of.ts'
import { defineRoute, nothing } from '../../handler.ts'
import { readPage } from '../../read-page.ts'

const Key = z.object({ after_time: z.string(), after_conn_id: z.string() })

export const GET = defineRoute(
  {
    summary: 'Connections without a request, or that stopped being HTTP: newest first',
    access: 'sessions:read',
    params: nothing,
    query: ConnectionFilter.extend({
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      cursor: z.string().max(1000).optional(),
    }),
    body: nothing,
    answer: { status: 200, description: 'One page; `next` is the cursor of the following one', schema: ConnectionPage },
  },
  async ({ query: { limit, cursor, ...filter }, url }) => {
    const [{ rows: data, next, headers }, as_of] = await Promise.all([
      readPage(
        { binding: { list: 'connections', ...filter }, key: Key, cursor, limit, url },
        (after, count) => listConnections({ ...filter, ...after, limit: count }),
        ({ time, conn_id }) => ({ after_time: time, after_conn_id: conn_id }),
      ),
      asOf(),
    ])
    return { body: { data, next, as_of }, headers }
  },
)
