import { z } from 'zod'
import { defineQuery } from '#db/clickhouse/define-query.ts'

const StoredConnection = z.object({
  src_ip: z.string(),
  src_port: z.number().int(),
  dst_ip: z.string(),
  dst_port: z.number().int(),
  connection_state: z.string(),
  bytes_in: z.coerce.number(),
  bytes_out: z.coerce.number(),
})
export type StoredConnection = z.infer<typeof StoredConnection>

/** Rows of their own that connections got since an instant. */
export const listStoredConnections = defineQuery({
  name: 'listStoredConnections',
  params: z.object({ since: z.iso.datetime() }),
  row: StoredConnection,
  sql: `
    SELECT
      replaceOne(toString(src_ip), '::ffff:', '') AS src_ip,
      src_port,
      replaceOne(toString(dst_ip), '::ffff:', '') AS dst_ip,
      dst_port,
      connection_state,
      bytes_in,
      bytes_out
    FROM ja4_logs.http_logs
    WHERE type = 'connection' AND time >= parseDateTime64BestEffort({since: String}, 3, 'UTC')
    ORDER BY time
    LIMIT 100000
  `,
})
