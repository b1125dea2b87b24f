import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** Fleets in which a client was counted in the hours around a time; the newest opinion of each. */
export const listFleetsOfClient = defineQuery({
  name: 'listFleetsOfClient',
  params: z.object({ src_ip: z.string(), ja4: z.string(), from: z.iso.datetime(), until: z.iso.datetime() }),
  row: z.object({
    fleet_id: z.string(),
    fleet_score: z.number(),
    addresses: z.number().int(),
    proof: z.string(),
  }),
  sql: `
    SELECT fleet_id, fleet_score, addresses, members.5[indexOf(members.1, toIPv6({src_ip: String}))] AS proof
    FROM ja4_processing.fleet_detections
    WHERE window_start >= toStartOfHour(vigie_time({from: String}))
      AND window_start <= vigie_time({until: String})
      AND arrayExists(member -> member.1 = toIPv6({src_ip: String}) AND member.2 = {ja4: String}, members)
    ORDER BY detected_at DESC
    LIMIT 1 BY fleet_id
    LIMIT 10
  `,
})
