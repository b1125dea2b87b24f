import { z } from 'zod'
import { getFleetEvidence } from '#db/clickhouse/groups/get-fleet-evidence.ts'
import { listFleetHours } from '#db/clickhouse/groups/list-fleet-hours.ts'
import { listFleets } from '#db/clickhouse/groups/list-fleets.ts'
import { NotFound } from '#db/model/errors.ts'
import { Fleet, FleetDetail, FleetId, type FleetHour } from '#db/model/fleet.ts'
import { defineRoute, nothing } from '../../../handler.ts'

export const GET = defineRoute(
  {
    summary: 'One fleet: why it is one, who is in it, and how it grew and changed by the hour',
    access: 'sessions:read',
    params: z.object({ fleet_id: FleetId }),
    query: nothing,
    body: nothing,
    has_etag: true,
    answer: { status: 200, description: 'The fleet', schema: FleetDetail },
  },
  async ({ params: { fleet_id } }) => {
    const [[found], evidence, hours] = await Promise.all([
      listFleets({ fleet_id, sort: 'newest', limit: 1 }),
      getFleetEvidence({ fleet_id }),
      listFleetHours({ fleet_id }),
    ])
    if (found === undefined || evidence === undefined)
      throw new NotFound('There is no such fleet, or it is no longer kept.')
    return { body: { fleet: Fleet.parse(found), ...evidence, history: churnOf(hours) } }
  },
)

/** Whom each hour gained and lost against the one before. */
function churnOf(hours: Awaited<ReturnType<typeof listFleetHours>>): FleetHour[] {
  return hours.map(({ src_ips, ...hour }, at) => {
    const before = new Set(hours[at - 1]?.src_ips ?? [])
    const now = new Set(src_ips)
    return {
      ...hour,
      joined: at === 0 ? 0 : src_ips.filter((src_ip) => !before.has(src_ip)).length,
      left: [...before].filter((src_ip) => !now.has(src_ip)).length,
    }
  })
}
