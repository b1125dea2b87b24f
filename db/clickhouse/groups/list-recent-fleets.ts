import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** The members of fleets of windows since a time, as their newest row names them. */
export const listRecentFleets = defineQuery({
  name: 'listRecentFleets',
  params: z.object({ since: z.iso.datetime() }),
  row: z.object({ fleet_id: z.string(), src_ips: z.array(z.string()) }),
  sql: `
    SELECT fleet_id, arrayMap(member -> vigie_ip_text(member.1), argMax(fleets.members, (fleets.window_start, fleets.detected_at))) AS src_ips
    FROM ja4_processing.fleet_detections AS fleets
    WHERE fleets.window_start >= toStartOfHour(vigie_time({since: String}))
    GROUP BY fleet_id
    ORDER BY max(fleets.detected_at) DESC, fleet_id
  `,
})
