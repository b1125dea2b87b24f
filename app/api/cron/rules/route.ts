import { z } from 'zod'
import { defineRoute, nothing } from '../../handler.ts'
import { runRulesOnce } from '../../run-rules.ts'

export const POST = defineRoute(
  {
    summary:
      'Let the rules that need no model look at the last 24 hours; the schedule looks each 15 seconds at what is new',
    access: { secret: 'cron' },
    params: nothing,
    query: nothing,
    body: nothing,
    answer: { status: 200, description: 'What the rules found', schema: z.looseObject({}) },
  },
  async () => ({ body: { ...(await runRulesOnce({ whole_day: true })) } }),
)
