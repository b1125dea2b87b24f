import { z } from 'zod'
import { listSessionRequests } from '#db/clickhouse/requests/list-session-requests.ts'
import { RequestPage } from '#db/model/request-page.ts'
import { SessionId } from '#db/model/session.ts'
import { decodeCursor, encodeCursor } from '../../../../cursor.ts'
import { defineRoute, nothing } from '../../../../handler.ts'
import { nextLink } from '../../../../next-link.ts'
import { requireSession } from '../../../../require-session.ts'

const Key = z.object({ after_time: z.string(), after_conn_id: z.string(), after_keepalives: z.number().int() })

export const GET = defineRoute(
  {
    summary: 'The requests of a session in the order in which they came',
    access: 'sessions:read',
    params: z.object({ session_id: SessionId }),
    query: z.object({
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      cursor: z.string().max(2000).optional(),
    }),
    body: nothing,
    answer: {
      status: 200,
      description: 'One page; `next` is the cursor of the following one',
      schema: RequestPage,
    },
  },
  async ({ params: { session_id }, query: { limit, cursor }, url }) => {
    const binding = { list: 'requests', session_id }
    const key = cursor === undefined ? {} : decodeCursor(binding, cursor, Key)
    const rows = await listSessionRequests({ session_id, ...key, limit: limit + 1 })
    if (rows.length === 0) await requireSession(session_id)
    const data = rows.slice(0, limit)
    const last = data.at(-1)
    const next =
      rows.length <= limit || last === undefined
        ? null
        : encodeCursor(binding, {
            after_time: last.time,
            after_conn_id: last.conn_id,
            after_keepalives: last.keepalives,
          } satisfies z.infer<typeof Key>)
    return { body: { data, next }, headers: nextLink(url, next) }
  },
)
