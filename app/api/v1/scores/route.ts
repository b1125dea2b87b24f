import { z } from 'zod'
import { listScores } from '#db/clickhouse/scores/list-scores.ts'
import { ScoreFilter, ScorePage } from '#db/model/scored-session.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { currentVerdicts } from '#db/prisma/verdicts/current-verdicts.ts'
import { decodeCursor, encodeCursor } from '../../cursor.ts'
import { defineRoute, nothing } from '../../handler.ts'
import { nextLink } from '../../next-link.ts'

const Key = z.object({ after_anomaly_score: z.number(), after_session_id: z.string() })

export const GET = defineRoute(
  {
    summary: 'Scored sessions with what each voice said, the most anomalous first',
    access: 'sessions:read',
    params: nothing,
    query: ScoreFilter.extend({
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      cursor: z.string().max(1000).optional(),
    }),
    body: nothing,
    answer: { status: 200, description: 'One page; `next` is the cursor of the following one', schema: ScorePage },
  },
  async ({ query: { limit, cursor, ...filter }, url }) => {
    const binding = { list: 'scores', ...filter }
    const key = cursor === undefined ? {} : decodeCursor(binding, cursor, Key)
    const rows = await listScores({ ...filter, ...key, limit: limit + 1 })
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
            after_anomaly_score: last.anomaly_score,
            after_session_id: last.session_id,
          } satisfies z.infer<typeof Key>)
    const data = page.map((opinion) => ({ ...opinion, verdict: verdicts.get(opinion.session_id) ?? null }))
    return { body: { data, next }, headers: nextLink(url, next) }
  },
)
