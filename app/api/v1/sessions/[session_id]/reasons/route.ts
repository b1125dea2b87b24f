import { z } from 'zod'
import { getSessionExplanation } from '#db/clickhouse/scores/get-session-explanation.ts'
import { SessionExplanation } from '#db/model/explanation.ts'
import { SessionId } from '#db/model/session.ts'
import { runInDetector } from '#ml/detector/run-in-detector.ts'
import { defineRoute, nothing } from '../../../../handler.ts'
import { requireSession } from '../../../../require-session.ts'

export const GET = defineRoute(
  {
    summary: 'Why a session has its score: as kept when it was flagged, else worked out now',
    access: 'sessions:read',
    params: z.object({ session_id: SessionId }),
    query: nothing,
    body: nothing,
    answer: {
      status: 200,
      description: '`explanation` is null when the session has no score yet, or no model is there to ask',
      schema: z.object({ explanation: SessionExplanation.nullable() }),
    },
  },
  async ({ params: { session_id } }) => {
    const kept = await getSessionExplanation({ session_id })
    if (kept !== undefined) return { body: { explanation: kept } }
    await requireSession(session_id)
    return { body: await runInDetector({ task: 'explain', options: { session_id } }) }
  },
)
