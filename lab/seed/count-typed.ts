import { z } from 'zod'
import { defineQuery } from '#db/clickhouse/define-query.ts'

/** What one sensor's name has in the typed table. */
export const countTyped = defineQuery({
  name: 'countTyped',
  params: z.object({ sensor_id: z.string() }),
  row: z.object({ rows: z.number().int(), requests: z.number().int() }),
  role: 'writer',
  sql: `
    SELECT count() AS rows, countIf(type = 'request') AS requests
    FROM ja4_logs.http_logs
    WHERE sensor_id = {sensor_id: String}
  `,
})
