import { z } from 'zod'
import { getScorePercentile } from '#db/clickhouse/scores/get-score-percentile.ts'
import { getSessionExplanation } from '#db/clickhouse/scores/get-session-explanation.ts'
import { getSessionFacts } from '#db/clickhouse/sessions/get-session-facts.ts'
import { NotFound } from '#db/model/errors.ts'
import { SessionId } from '#db/model/session.ts'
import { SessionDetail } from '#db/model/session-detail.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { listVerdicts } from '#db/prisma/verdicts/list-verdicts.ts'
import { readFeatures } from '../../../read-features.ts'
import { defineRoute, nothing } from '../../../handler.ts'
import { requireSession } from '../../../require-session.ts'

export const GET = defineRoute(
  {
    summary: 'One session: what its client showed, its score with the features behind it, and what was decided',
    access: 'sessions:read',
    params: z.object({ session_id: SessionId }),
    query: nothing,
    body: nothing,
    has_etag: true,
    answer: { status: 200, description: 'The session', schema: SessionDetail },
  },
  async ({ params: { session_id }, caller }) => {
    const [session, facts, { features, score, model }, explanation, verdicts] = await Promise.all([
      requireSession(session_id),
      getSessionFacts({ session_id }),
      readFeatures(session_id),
      getSessionExplanation({ session_id }),
      listVerdicts(stateDatabase(), caller.actor, { session_id }),
    ])
    if (facts === undefined) throw new NotFound('The requests of this session are no longer kept.')
    const percentile = score === null ? undefined : await getScorePercentile({ session_id, ...score })
    return {
      body: {
        session: { ...session, verdict: verdicts[0]?.verdict ?? null },
        ...facts,
        features,
        score,
        model,
        percentile: percentile ?? null,
        explanation: explanation ?? null,
        verdicts,
      },
    }
  },
)
