import { z } from 'zod'
import { defineQuery } from '../clickhouse/define-query.ts'

const askTable = defineQuery({
  name: 'describeRequestsTable',
  params: z.object({}),
  row: z.object({ days: z.string() }),
  role: 'writer',
  sql: `
    SELECT extract(create_table_query, 'TTL [^\\n]*?toIntervalDay\\\\((\\\\d+)\\\\)') AS days
    FROM system.tables
    WHERE database = 'ja4_logs' AND name = 'http_logs'
  `,
})

/** How many days a request is kept; null: for ever. */
export async function keptDays(): Promise<number | null> {
  const [table] = await askTable({})
  return table === undefined || table.days === '' ? null : Number(table.days)
}
