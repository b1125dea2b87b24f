import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** What these addresses asked for since a time, with how many of them asked it; the commonest first. */
export const listFleetPaths = defineQuery({
  name: 'listFleetPaths',
  params: z.object({ since: z.iso.datetime(), src_ips: z.array(z.string()), limit: z.number().int().min(1) }),
  row: z.object({ path: z.string(), addresses: z.number().int() }),
  sql: `
    SELECT substringUTF8(logs.path, 1, 300) AS path, uniqExact(logs.src_ip) AS addresses
    FROM ja4_logs.http_logs AS logs
    WHERE logs.time >= vigie_time({since: String})
      AND logs.type = 'request'
      AND logs.src_ip IN (SELECT toIPv6(arrayJoin({src_ips: Array(String)})))
    GROUP BY path
    ORDER BY addresses DESC, path
    LIMIT {limit: UInt32}
  `,
})
