import { z } from 'zod'
import { defineQuery } from '#db/clickhouse/define-query.ts'

/** The copies that one sensor's name has in the typed table, by their number from 1, with the rows of each. */
export const listCopies = defineQuery({
  name: 'listCopies',
  params: z.object({ sensor_id: z.string() }),
  row: z.object({ copy: z.number().int(), rows: z.number().int() }),
  role: 'writer',
  sql: `
    SELECT toUInt32OrZero(substring(conn_id, position(conn_id, '#') + 1)) AS copy, count() AS rows
    FROM ja4_logs.http_logs
    WHERE sensor_id = {sensor_id: String} AND position(conn_id, '#') > 0
    GROUP BY copy
  `,
})
