import { z } from 'zod'
import { defineQuery, type CallOptions } from '../define-query.ts'
import { CycleCounts } from './cycle-metrics.ts'

const query = defineQuery({
  name: 'lastCycle',
  params: z.object({}),
  row: CycleCounts,
  sql: `
    SELECT vigie_time_text(cycles.cycle_at) AS cycle_at, model_name, model_version, model_origin,
        scored, flagged, explained, scored_by, known_bots, verified_crawlers, duration_ms, steps_ms, failed_steps,
        rss_bytes_max, anomaly_rate, detail
    FROM ja4_processing.ml_performance_metrics AS cycles
    ORDER BY cycles.cycle_at DESC
    LIMIT 1
  `,
})

/** The newest scoring cycle, or undefined before the first. */
export async function lastCycle(options?: CallOptions): Promise<CycleCounts | undefined> {
  const rows = await query({}, options)
  return rows[0]
}
