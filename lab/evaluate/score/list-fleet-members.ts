import { z } from 'zod'
import { defineQuery } from '#db/clickhouse/define-query.ts'

/** Addresses that were found to belong to a fleet, with the time of the first finding (UTC, ISO 8601). */
export const listFleetMembers = defineQuery({
  name: 'listFleetMembers',
  params: z.object({}),
  row: z.object({ src_ip: z.string(), detected_at: z.string(), fleets: z.number().int() }),
  sql: `
    SELECT
        vigie_ip_text(member.src_ip) AS src_ip,
        vigie_time_text(min(detected_at)) AS detected_at,
        toUInt32(uniqExact(fleet_id)) AS fleets
    FROM ja4_processing.fleet_detections
    ARRAY JOIN members AS member
    GROUP BY member.src_ip
    ORDER BY src_ip
  `,
})
