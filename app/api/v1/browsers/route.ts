import { z } from 'zod'
import { countBrowsers } from '#db/clickhouse/scores/count-browsers.ts'
import { listImpostors } from '#db/clickhouse/scores/list-impostors.ts'
import { Browsers } from '#db/model/browsers.ts'
import { AXIS_WEIGHTS, MATCHER_WEIGHTS } from '#ml/coherence/weights.ts'
import { defineRoute, nothing } from '../../handler.ts'

const DAY_MS = 86_400_000
const IMPOSTORS = 20

const weightsOf = (weights: Readonly<Record<string, number>>) =>
  Object.entries(weights).map(([name, weight]) => ({ name, weight }))

export const GET = defineRoute(
  {
    summary: 'Which browsers sessions claim and which they are by evidence, and the most frequent impostors',
    access: 'sessions:read',
    params: nothing,
    query: z.object({ since: z.iso.datetime().optional(), until: z.iso.datetime().optional() }),
    body: nothing,
    answer: { status: 200, description: 'Of the last 24 hours unless asked otherwise', schema: Browsers },
  },
  async ({ query }) => {
    const until = query.until ?? new Date().toISOString()
    const since = query.since ?? new Date(Date.parse(until) - DAY_MS).toISOString()
    const [families, impostors] = await Promise.all([
      countBrowsers({ since, until }),
      listImpostors({ since, until, limit: IMPOSTORS }),
    ])
    const matcher_weights = weightsOf(MATCHER_WEIGHTS)
    return { body: { since, until, families, impostors, matcher_weights, axis_weights: weightsOf(AXIS_WEIGHTS) } }
  },
)
