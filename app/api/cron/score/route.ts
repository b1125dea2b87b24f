import { z } from 'zod'
import { defineRoute, nothing } from '../../handler.ts'
import { runScoring } from '../../run-scoring.ts'

export const POST = defineRoute(
  {
    summary: 'Score what is not scored yet, as the schedule does each minute',
    access: { secret: 'cron' },
    params: nothing,
    query: nothing,
    body: nothing,
    answer: { status: 200, description: 'What the cycle did', schema: z.looseObject({}) },
  },
  async () => ({ body: { ...(await runScoring()) } }),
)
