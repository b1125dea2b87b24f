import { z } from 'zod'
import { describeVoices } from '#db/clickhouse/scores/describe-voices.ts'
import { sampleVoices } from '#db/clickhouse/scores/sample-voices.ts'
import { VoiceSummary } from '#db/model/score-histogram.ts'
import { SessionFilter } from '#db/model/session.ts'
import { dayOrSpan } from '../../../day-or-span.ts'
import { defineRoute, nothing } from '../../../handler.ts'

const SAMPLE_MAX = 400

export const GET = defineRoute(
  {
    summary:
      'How each voice’s numbers lie, and a sample of sessions to set them side by side; the last 24 hours unless a time is given',
    access: 'sessions:read',
    params: nothing,
    query: SessionFilter.extend({ model_name: z.string().max(60).optional() }),
    body: nothing,
    answer: {
      status: 200,
      description: 'Apart for the sessions at MEDIUM or above and for the others',
      schema: VoiceSummary,
    },
  },
  async ({ query }) => {
    const asked = { ...query, ...dayOrSpan(query) }
    const [distributions, sample] = await Promise.all([
      describeVoices(asked),
      sampleVoices({ ...asked, limit: SAMPLE_MAX }),
    ])
    return { body: { distributions, sample } }
  },
)
