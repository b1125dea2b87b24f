import { z } from 'zod'
import { listSessions } from '#db/clickhouse/sessions/list-sessions.ts'
import { SessionPage } from '#db/model/session-page.ts'
import { SessionFilter } from '#db/model/session.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { currentVerdicts } from '#db/prisma/verdicts/current-verdicts.ts'
import { asOf } from '../../as-of.ts'
import { decodeCursor, encodeCursor } from '../../cursor.ts'
import { defineRoute, nothing } from '../../handler.ts'
import { nextLink } from '../../next-link.ts'

const Key = z.object({
  after_ended_at: z.string(),
  after_anomaly_score: z.number().nullable(),
  after_session_id: z.string(),
})

export const GET = defineRoute(
  {
    summary: 'Sessions, newest or most anomalous first',
    access: 'sessions:read',
    params: nothing,
    query: SessionFilter.extend({
      sort: z.enum(['-time', '-score']).default('-time'),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      cursor: z.string().max(1000).optional(),
    }),
    body: nothing,
    answer: {
      status: 200,
      description: 'One page; `next` is the cursor of the following one',
      schema: SessionPage,
    },
  },
  async ({ query: { sort, limit, cursor, ...filter }, url }) => {
    const binding = { list: 'sessions', sort, ...filter }
    const key = cursor === undefined ? {} : decodeCursor(binding, cursor, Key)
    const by = sort === '-score' ? 'score' : 'time'
    const [rows, as_of] = await Promise.all([listSessions({ ...filter, ...key, sort: by, limit: limit + 1 }), asOf()])
    const page = rows.slice(0, limit)
    const verdicts = await currentVerdicts(
      stateDatabase(),
      page.map(({ session_id }) => session_id),
    )
    const last = page.at(-1)
    const next =
      rows.length <= limit || last === undefined
        ? null
        : encodeCursor(binding, {
            after_ended_at: last.ended_at,
            after_anomaly_score: last.anomaly_score,
            after_session_id: last.session_id,
          } satisfies z.infer<typeof Key>)
    const data = page.map((session) => ({ ...session, verdict: verdicts.get(session.session_id) ?? null }))
    return { body: { data, next, as_of }, headers: nextLink(url, next) }
  },
)
