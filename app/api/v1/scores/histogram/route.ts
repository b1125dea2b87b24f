import { z } from 'zod'
import { ScoreHistogram } from '#db/model/score-histogram.ts'
import { SessionFilter } from '#db/model/session.ts'
import { dayOrSpan } from '../../../day-or-span.ts'
import { defineRoute, nothing } from '../../../handler.ts'
import { readScoreHistogram } from '../../../read-score-histogram.ts'

export const GET = defineRoute(
  {
    summary:
      'How many sessions have which score, by level, and what people called some of them; the last 24 hours unless a time is given',
    access: 'sessions:read',
    params: nothing,
    query: SessionFilter.extend({ model_name: z.string().max(60).optional() }),
    body: nothing,
    answer: {
      status: 200,
      description: 'Equal parts of the scores from 0 to 1; of the model named, else of the one with the most sessions',
      schema: ScoreHistogram,
    },
  },
  async ({ query: { model_name, ...filter } }) => ({
    body: await readScoreHistogram({ ...filter, ...dayOrSpan(filter) }, model_name),
  }),
)
