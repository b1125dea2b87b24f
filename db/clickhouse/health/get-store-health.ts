import { z } from 'zod'
import { Unavailable } from '../../model/errors.ts'
import { defineQuery, type CallOptions } from '../define-query.ts'

const StoreHealth = z.object({
  version: z.string(),
  /** Rows of `http_logs`. */
  rows: z.number().int(),
  /** Time of the newest request stored; null while there is none. */
  newest_row_at: z.string().nullable(),
  /** All tables of both databases. */
  bytes_on_disk: z.number().int(),
  parts: z.number().int(),
})
export type StoreHealth = z.infer<typeof StoreHealth>

const query = defineQuery({
  name: 'getStoreHealth',
  params: z.object({}),
  row: StoreHealth,
  // count and max are known of every part without reading it; maxOrNull is not.
  sql: `
    SELECT
        version() AS version,
        assumeNotNull((SELECT count() FROM ja4_logs.http_logs)) AS rows,
        (SELECT if(count() = 0, NULL, vigie_time_text(max(time))) FROM ja4_logs.http_logs) AS newest_row_at,
        sum(parts.bytes_on_disk) AS bytes_on_disk,
        count() AS parts
    FROM system.parts AS parts
    WHERE parts.database IN ('ja4_logs', 'ja4_processing') AND parts.active
  `,
})

export async function getStoreHealth(options?: CallOptions): Promise<StoreHealth> {
  const rows = await query({}, options)
  if (!rows[0]) throw new Unavailable('getStoreHealth: no answer')
  return rows[0]
}
