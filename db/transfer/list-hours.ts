import { z } from 'zod'
import { defineQuery } from '../clickhouse/define-query.ts'

/** The hours that have rows to export, oldest first. */
export const listHours = defineQuery({
  name: 'listHours',
  params: z.object({
    since: z.iso.datetime().nullable(),
    until: z.iso.datetime(),
    host: z.string().nullable(),
  }),
  row: z.object({ hour: z.string(), rows: z.number().int(), newest: z.string() }),
  sql: `
    SELECT vigie_time_text(toStartOfHour(time)) AS hour, count() AS rows, vigie_time_text(max(time)) AS newest
    FROM ja4_logs.http_logs
    WHERE ({since: Nullable(String)} IS NULL OR time >= parseDateTime64BestEffortOrNull({since: Nullable(String)}, 3, 'UTC'))
      AND time < parseDateTime64BestEffort({until: String}, 3, 'UTC')
      AND ({host: Nullable(String)} IS NULL OR host = {host: Nullable(String)})
    GROUP BY hour
    ORDER BY hour
  `,
})
