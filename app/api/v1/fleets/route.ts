import { z } from 'zod'
import { listFleets } from '#db/clickhouse/groups/list-fleets.ts'
import { Fleet, FleetPage, FleetSort } from '#db/model/fleet.ts'
import { asOf } from '../../as-of.ts'
import { defineRoute, nothing } from '../../handler.ts'
import { readPage } from '../../read-page.ts'

const Key = z.object({ after_rank: z.number(), after_fleet_id: z.string() })

export const GET = defineRoute(
  {
    summary: 'Fleets: addresses that look alike and act as one machine, each as it was seen last',
    access: 'sessions:read',
    params: nothing,
    query: z.object({
      since: z.iso.datetime().optional(),
      sort: FleetSort.default('growth'),
      limit: z.coerce.number().int().min(1).max(200).default(100),
      cursor: z.string().max(1000).optional(),
    }),
    body: nothing,
    answer: { status: 200, description: 'One page; `next` is the cursor of the following one', schema: FleetPage },
  },
  async ({ query: { limit, cursor, ...filter }, url }) => {
    const [{ rows, next, headers }, as_of] = await Promise.all([
      readPage(
        { binding: { list: 'fleets', ...filter }, key: Key, cursor, limit, url },
        (after, count) => listFleets({ ...filter, ...after, limit: count }),
        ({ rank, fleet_id }) => ({ after_rank: rank, after_fleet_id: fleet_id }),
      ),
      asOf(),
    ])
    return { body: { data: rows.map((row) => Fleet.parse(row)), next, as_of }, headers }
  },
)
