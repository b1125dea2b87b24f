import { z } from 'zod'
import { stateDatabase } from '#db/prisma/client.ts'
import { withdrawVerdict } from '#db/prisma/verdicts/withdraw-verdict.ts'
import { defineRoute, nothing } from '../../../handler.ts'

export const DELETE = defineRoute(
  {
    summary: 'Undo a decision: the one before it counts again',
    access: 'verdicts:write',
    params: z.object({ verdict_id: z.uuid('There is no such verdict.') }),
    query: nothing,
    body: nothing,
    answer: { status: 204, description: 'The decision no longer counts', schema: z.undefined() },
  },
  async ({ params, caller }) => {
    await withdrawVerdict(stateDatabase(), caller.actor, params.verdict_id)
    return { body: undefined }
  },
)
