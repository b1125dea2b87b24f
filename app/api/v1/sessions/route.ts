import { z } from 'zod'
import { listSessions } from '#db/clickhouse/sessions/list-sessions.ts'
import { SessionPage } from '#db/model/session-page.ts'
import { SessionFilter } from '#db/model/session.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { currentVerdicts } from '#db/prisma/verdicts/current-verdicts.ts'
import { asOf } from '../../as-of.ts'
import { defineRoute, nothing } from '../../handler.ts'
import { readPage } from '../../read-page.ts'

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
    const by = sort === '-score' ? 'score' : 'time'
    const [{ rows, next, headers }, as_of] = await Promise.all([
      readPage(
        { binding: { list: 'sessions', sort, ...filter }, key: Key, cursor, limit, url },
        (after, count) => listSessions({ ...filter, ...after, sort: by, limit: count }),
        ({ ended_at, anomaly_score, session_id }) => ({
          after_ended_at: ended_at,
          after_anomaly_score: anomaly_score,
          after_session_id: session_id,
        }),
      ),
      asOf(),
    ])
    const verdicts = await currentVerdicts(
      stateDatabase(),
      rows.map(({ session_id }) => session_id),
    )
    const data = rows.map((session) => ({ ...session, verdict: verdicts.get(session.session_id) ?? null }))
    return { body: { data, next, as_of }, headers }
  },
)
