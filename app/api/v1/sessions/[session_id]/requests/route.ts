import { z } from 'zod'
import { listSessionRequests } from '#db/clickhouse/requests/list-session-requests.ts'
import { RequestPage } from '#db/model/request-page.ts'
import { SessionId } from '#db/model/session.ts'
import { defineRoute, nothing } from '../../../../handler.ts'
import { readPage } from '../../../../read-page.ts'
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
    const { rows, next, headers } = await readPage(
      { binding: { list: 'requests', session_id }, key: Key, cursor, limit, url },
      (after, count) => listSessionRequests({ session_id, ...after, limit: count }),
      ({ time, conn_id, keepalives }) => ({ after_time: time, after_conn_id: conn_id, after_keepalives: keepalives }),
    )
    if (rows.length === 0) await requireSession(session_id)
    return { body: { data: rows, next }, headers }
  },
)
