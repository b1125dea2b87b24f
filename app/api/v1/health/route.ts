import { Health } from '#db/model/health.ts'
import { readHealth } from '../../read-health.ts'
import { defineRoute, nothing } from '../../handler.ts'

export const GET = defineRoute(
  {
    summary: 'Whether the screens can be believed: store, state database, sensors, scoring',
    access: 'health:read',
    params: nothing,
    query: nothing,
    body: nothing,
    answer: { status: 200, description: 'What can be said of each part now', schema: Health },
  },
  async () => ({ body: await readHealth() }),
)
