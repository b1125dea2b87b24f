import { z } from 'zod'
import { summariseRules } from '#db/clickhouse/rules/summarise-rules.ts'
import { Invalid } from '#db/model/errors.ts'
import { RuleSummary } from '#db/model/rule.ts'
import { defineRoute, nothing } from '../../handler.ts'

const HOUR_MS = 3_600_000

export const GET = defineRoute(
  {
    summary: 'What the rules that need no model found, rule by rule; in the last hour unless a time is given',
    access: 'sessions:read',
    params: nothing,
    query: z.object({ since: z.iso.datetime().optional(), until: z.iso.datetime().optional() }),
    body: nothing,
    answer: {
      status: 200,
      description: 'Rules that found something, those with the most sessions first',
      schema: z.object({ since: z.string(), until: z.string(), data: z.array(RuleSummary) }),
    },
  },
  async ({ query }) => {
    const until = query.until ?? new Date().toISOString()
    const since = query.since ?? new Date(Date.parse(until) - HOUR_MS).toISOString()
    if (since >= until) throw new Invalid('since must be before until.')
    return { body: { since, until, data: await summariseRules({ since, until }) } }
  },
)
