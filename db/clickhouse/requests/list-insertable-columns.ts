import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** The columns of a request row that a producer may write, with their types. */
export const listInsertableColumns = defineQuery({
  name: 'listInsertableColumns',
  params: z.object({}),
  row: z.object({ name: z.string(), type: z.string() }),
  role: 'writer',
  sql: `
    SELECT name, type
    FROM system.columns
    WHERE database = 'ja4_logs' AND table = 'http_logs' AND default_kind NOT IN ('ALIAS', 'MATERIALIZED')
    ORDER BY position
  `,
})
