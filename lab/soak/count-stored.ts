import { z } from 'zod'
import { defineQuery } from '#db/clickhouse/define-query.ts'

/** Stored requests below a path, by path: how many rows, how many of them with an answer, and how many different ones. */
export const countStored = defineQuery({
  name: 'countStored',
  params: z.object({ prefix: z.string() }),
  row: z.object({ path: z.string(), stored: z.coerce.number(), answered: z.coerce.number() }),
  sql: `
    SELECT path, count() AS stored, countIf(status_code = 200) AS answered
    FROM ja4_logs.http_logs
    WHERE type = 'request' AND startsWith(path, {prefix: String})
    GROUP BY path
    ORDER BY path
  `,
})
