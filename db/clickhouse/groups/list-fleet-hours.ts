import { z } from 'zod'
import { FleetId, FleetSize } from '../../model/fleet.ts'
import { defineQuery } from '../define-query.ts'

/** A fleet hour by hour with its members, oldest first. */
export const listFleetHours = defineQuery({
  name: 'listFleetHours',
  params: z.object({ fleet_id: FleetId }),
  row: FleetSize.extend({ src_ips: z.array(z.string()), networks: z.number().int() }),
  sql: `
    SELECT vigie_time_text(rows.window_start) AS window_start, addresses, hits,
        arrayDistinct(arrayMap(member -> vigie_ip_text(member.1), rows.members)) AS src_ips,
        length(arrayDistinct(arrayMap(member -> vigie_network(member.3, member.1), rows.members))) AS networks
    FROM ja4_processing.fleet_detections AS rows FINAL
    WHERE fleet_id = {fleet_id: String}
    ORDER BY rows.window_start
  `,
})
