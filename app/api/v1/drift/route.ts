import { z } from 'zod'
import { Drift } from '#db/model/drift.ts'
import { defineRoute, nothing } from '../../handler.ts'
import { readDrift } from '../../read-drift.ts'

export const GET = defineRoute(
  {
    summary:
      'Whether the world has changed since a model was trained; the one that scores whole connections unless named',
    access: 'sessions:read',
    params: nothing,
    query: z.object({ model_version: z.string().max(100).optional() }),
    body: nothing,
    answer: {
      status: 200,
      description:
        'Each feature now beside its training window, the share of anomalous sessions, new JA4s, and the cycles',
      schema: Drift,
    },
  },
  async ({ query }) => ({ body: await readDrift(query.model_version) }),
)
