import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** Scans in which an address took part in the hours around a time; the newest opinion of each. */
export const listScansOfAddress = defineQuery({
  name: 'listScansOfAddress',
  params: z.object({ src_ip: z.string(), from: z.iso.datetime(), until: z.iso.datetime() }),
  row: z.object({ scan_id: z.string(), hosts: z.number().int(), jaccard: z.number(), reason: z.string() }),
  sql: `
    SELECT scan_id, length(scans.hosts) AS hosts, jaccard, reason
    FROM ja4_processing.cross_domain_scans AS scans
    WHERE window_start >= toStartOfHour(vigie_time({from: String}))
      AND window_start <= vigie_time({until: String})
      AND has(addresses, toIPv6({src_ip: String}))
    ORDER BY detected_at DESC
    LIMIT 1 BY scan_id
    LIMIT 10
  `,
})
