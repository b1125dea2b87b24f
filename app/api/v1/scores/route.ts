import { z } from 'zod'
import { listScores } from '#db/clickhouse/scores/list-scores.ts'
import { ScoreFilter, ScorePage } from '#db/model/scored-session.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { currentVerdicts } from '#db/prisma/verdicts/current-verdicts.ts'
import { defineRoute, nothing } from '../../handler.ts'
import { readPage } from '../../read-page.ts'

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
    const { rows, next, headers } = await readPage(
      { binding: { list: 'scores', ...filter }, key: Key, cursor, limit, url },
      (after, count) => listScores({ ...filter, ...after, limit: count }),
      ({ anomaly_score, session_id }) => ({ after_anomaly_score: anomaly_score, after_session_id: session_id }),
    )
    const verdicts = await currentVerdicts(
      stateDatabase(),
      rows.map(({ session_id }) => session_id),
    )
    const data = rows.map((opinion) => ({ ...opinion, verdict: verdicts.get(opinion.session_id) ?? null }))
    return { body: { data, next }, headers }
  },
)
