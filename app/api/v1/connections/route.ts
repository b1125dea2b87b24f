import { z } from 'zod'
import { listConnections } from '#db/clickhouse/connections/list-connections.ts'
import { ConnectionFilter, ConnectionPage } from '#db/model/connection.ts'
import { asOf } from '../../as-of.ts'
import { decodeCursor, encodeCursor } from '../../cursor.ts'
import { defineRoute, nothing } from '../../handler.ts'
import { nextLink } from '../../next-link.ts'

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
    const binding = { list: 'connections', ...filter }
    const key = cursor === undefined ? {} : decodeCursor(binding, cursor, Key)
    const [rows, as_of] = await Promise.all([listConnections({ ...filter, ...key, limit: limit + 1 }), asOf()])
    const data = rows.slice(0, limit)
    const last = data.at(-1)
    const next =
      rows.length <= limit || last === undefined
        ? null
        : encodeCursor(binding, { after_time: last.time, after_conn_id: last.conn_id } satisfies z.infer<typeof Key>)
    return { body: { data, next, as_of }, headers: nextLink(url, next) }
  },
)
