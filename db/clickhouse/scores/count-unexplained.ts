import { z } from 'zod'
import { defineQuery, type CallOptions } from '../define-query.ts'

const query = defineQuery({
  name: 'countUnexplained',
  params: z.object({ since: z.iso.datetime() }),
  row: z.object({ sessions: z.number().int() }),
  role: 'writer',
  sql: `
    SELECT count() AS sessions
    FROM ja4_processing.ml_detected_anomalies FINAL
    WHERE window_start >= toStartOfHour(vigie_time({since: String}))
      AND rule = '' AND empty(reasons) AND NOT endsWith(reason, 'No single feature stands out.') AND threat_level IN ('MEDIUM', 'HIGH', 'CRITICAL')
  `,
})

/** How many sessions the model flagged since a time and nobody explained yet. */
export async function countUnexplained(params: { since: string }, options?: CallOptions): Promise<number> {
  const [row] = await query(params, options)
  return row?.sessions ?? 0
}
