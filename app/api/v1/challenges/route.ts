import { z } from 'zod'
import { insertChallengeResults } from '#db/clickhouse/scores/insert-challenge-results.ts'
import { CHALLENGES_MAX, ChallengeResult } from '#db/model/challenge.ts'
import { defineRoute, nothing } from '../../handler.ts'

export const POST = defineRoute(
  {
    summary:
      'Tell what a challenge in front of the site (Anubis, a CAPTCHA) said of visitors; the same told again counts once',
    access: 'challenges:write',
    params: nothing,
    query: nothing,
    body: z.object({ results: z.array(ChallengeResult).min(1).max(CHALLENGES_MAX) }),
    body_bytes_max: 512 * 1024,
    answer: { status: 202, description: 'How many were taken', schema: z.object({ taken: z.number().int() }) },
  },
  async ({ body: { results } }) => {
    await insertChallengeResults(results)
    return { body: { taken: results.length } }
  },
)
