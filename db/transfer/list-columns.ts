import { z } from 'zod'
import { defineQuery } from '../clickhouse/define-query.ts'

/** The columns of a request row in the table's order, and whether a row carries them: the rest the store makes itself. */
export const listColumns = defineQuery({
  name: 'listColumns',
  params: z.object({}),
  row: z.object({ name: z.string().regex(/^\w+$/), type: z.string(), carried: z.boolean() }),
  role: 'writer',
  sql: `
    SELECT name, type,
      (default_kind NOT IN ('ALIAS', 'MATERIALIZED', 'EPHEMERAL') AND name NOT IN ('contract', 'ingest_time'))::Bool AS carried
    FROM system.columns
    WHERE database = 'ja4_logs' AND table = 'http_logs'
    ORDER BY position
  `,
})
