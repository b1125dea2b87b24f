import { z } from 'zod'
import { defineQuery, type CallOptions } from '../define-query.ts'
import { CycleMetrics } from './cycle-metrics.ts'

const query = defineQuery({
  name: 'lastCycle',
  params: z.object({}),
  row: CycleMetrics,
  sql: `
    SELECT vigie_time_text(cycles.cycle_at) AS cycle_at, model_name, model_version, model_origin,
        scored, duration_ms, anomaly_rate, detail
    FROM ja4_processing.ml_performance_metrics AS cycles
    ORDER BY cycles.cycle_at DESC
    LIMIT 1
  `,
})

/** The newest scoring cycle, or undefined before the first. */
export async function lastCycle(options?: CallOptions): Promise<CycleMetrics | undefined> {
  const rows = await query({}, options)
  return rows[0]
}
