import { z } from 'zod'
import { SessionId } from '#db/model/session.ts'
import { BotClass, Verdict, VerdictKind } from '#db/model/verdict.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { recordVerdict } from '#db/prisma/verdicts/record-verdict.ts'
import { requireSession } from '../../require-session.ts'
import { defineRoute, nothing } from '../../handler.ts'

export const POST = defineRoute(
  {
    summary: 'Decide about a session; the newest decision counts',
    access: 'verdicts:write',
    params: nothing,
    query: nothing,
    body: z.object({
      session_id: SessionId,
      verdict: VerdictKind,
      bot_class: BotClass.nullish(),
      note: z.string().max(2000).optional(),
    }),
    answer: { status: 201, description: 'The decision as kept', schema: Verdict },
  },
  async ({ body, caller }) => {
    await requireSession(body.session_id)
    return { body: await recordVerdict(stateDatabase(), caller.actor, body) }
  },
)
