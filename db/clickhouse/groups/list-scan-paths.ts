import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** What these addresses asked of more than one of these hosts since a time; what they asked of most first. */
export const listScanPaths = defineQuery({
  name: 'listScanPaths',
  params: z.object({
    since: z.iso.datetime(),
    src_ips: z.array(z.string()),
    hosts: z.array(z.string()),
    limit: z.number().int().min(1),
  }),
  row: z.object({ path: z.string(), hosts: z.number().int() }),
  sql: `
    SELECT substringUTF8(logs.path, 1, 300) AS path, uniqExact(logs.host) AS hosts
    FROM ja4_logs.http_logs AS logs
    WHERE logs.time >= vigie_time({since: String})
      AND logs.type = 'request'
      AND logs.src_ip IN (SELECT toIPv6(arrayJoin({src_ips: Array(String)})))
      AND has({hosts: Array(String)}, toString(logs.host))
      AND logs.path NOT IN ('/', '/robots.txt', '/favicon.ico')
    GROUP BY path
    HAVING hosts >= 2
    ORDER BY hosts DESC, path
    LIMIT {limit: UInt32}
  `,
})
