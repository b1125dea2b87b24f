import { z } from 'zod'
import { listFleets } from '#db/clickhouse/groups/list-fleets.ts'
import { Fleet, FleetPage, FleetSort } from '#db/model/fleet.ts'
import { asOf } from '../../as-of.ts'
import { decodeCursor, encodeCursor } from '../../cursor.ts'
import { defineRoute, nothing } from '../../handler.ts'
import { nextLink } from '../../next-link.ts'

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
    const binding = { list: 'fleets', ...filter }
    const key = cursor === undefined ? {} : decodeCursor(binding, cursor, Key)
    const [rows, as_of] = await Promise.all([listFleets({ ...filter, ...key, limit: limit + 1 }), asOf()])
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    const next =
      rows.length <= limit || last === undefined
        ? null
        : encodeCursor(binding, { after_rank: last.rank, after_fleet_id: last.fleet_id } satisfies z.infer<typeof Key>)
    const data = page.map((row) => Fleet.parse(row))
    return { body: { data, next, as_of }, headers: nextLink(url, next) }
  },
)
