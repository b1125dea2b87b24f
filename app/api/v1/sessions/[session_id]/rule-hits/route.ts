import { z } from 'zod'
import { listSessionRuleHits } from '#db/clickhouse/rules/list-session-rule-hits.ts'
import { RuleHit } from '#db/model/rule.ts'
import { SessionId } from '#db/model/session.ts'
import { defineRoute, nothing } from '../../../../handler.ts'

export const GET = defineRoute(
  {
    summary: 'What rules that need no model say of a session',
    access: 'sessions:read',
    params: z.object({ session_id: SessionId }),
    query: nothing,
    body: nothing,
    answer: {
      status: 200,
      description: 'The gravest first; none for a session that no rule speaks of',
      schema: z.object({ data: z.array(RuleHit) }),
    },
  },
  async ({ params }) => ({ body: { data: await listSessionRuleHits(params) } }),
)
