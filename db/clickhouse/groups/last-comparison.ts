import { z } from 'zod'
import { defineQuery, type CallOptions } from '../define-query.ts'

const query = defineQuery({
  name: 'lastComparison',
  params: z.object({ since: z.iso.datetime() }),
  row: z.object({ compared_at: z.string() }),
  // A comparison asks the store; a cycle in which none was due leaves the step within a hundredth of that.
  sql: `
    SELECT vigie_time_text(cycles.cycle_at) AS compared_at
    FROM ja4_processing.ml_performance_metrics AS cycles
    WHERE cycles.cycle_at >= vigie_time({since: String})
      AND cycles.steps_ms['campaigns'] >= 1 AND NOT mapContains(cycles.failed_steps, 'campaigns')
    ORDER BY cycles.cycle_at DESC
    LIMIT 1
  `,
})

/** When flagged sessions were compared last: the cycle that did it, or undefined when none did since that time. */
export async function lastComparison(params: { since: string }, options?: CallOptions): Promise<string | undefined> {
  const [row] = await query(params, options)
  return row?.compared_at
}
