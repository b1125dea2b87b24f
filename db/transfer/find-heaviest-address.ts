import { z } from 'zod'
import { defineQuery } from '../clickhouse/define-query.ts'

/** The address with the most rows in one hour, and how many they are. */
export const findHeaviestAddress = defineQuery({
  name: 'findHeaviestAddress',
  params: z.object({ hour: z.iso.datetime() }),
  row: z.object({ src_ip: z.string(), rows: z.number().int() }),
  sql: `
    SELECT vigie_ip_text(log.src_ip) AS src_ip, count() AS rows
    FROM ja4_logs.http_logs AS log
    WHERE toStartOfHour(time) = parseDateTimeBestEffort({hour: String}, 'UTC')
    GROUP BY log.src_ip
    ORDER BY rows DESC
    LIMIT 1
  `,
})
