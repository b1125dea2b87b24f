import { z } from 'zod'
import { CycleBucket } from '../../model/drift.ts'
import { defineQuery } from '../define-query.ts'

/** What scoring cycles did since a time, in equal spans; those without a cycle are left out. */
export const listCycleBuckets = defineQuery({
  name: 'listCycleBuckets',
  params: z.object({ since: z.iso.datetime(), bucket_seconds: z.number().int().min(60) }),
  row: CycleBucket,
  sql: `
    SELECT
        vigie_time_text(toStartOfInterval(metrics.cycle_at, toIntervalSecond({bucket_seconds: UInt32}))) AS bucket_start,
        count() AS cycles,
        sum(metrics.scored) AS scored,
        countIf(notEmpty(metrics.failed_steps) OR metrics.detail != '' AND metrics.model_version = '') AS failed,
        avg(metrics.duration_ms) AS duration_ms,
        max(metrics.duration_ms) AS duration_ms_max,
        mapApply((step, ms) -> (step, ms / cycles), sumMap(CAST(metrics.steps_ms, 'Map(String, Float64)'))) AS steps_ms
    FROM ja4_processing.ml_performance_metrics AS metrics
    WHERE metrics.cycle_at >= vigie_time({since: String})
    GROUP BY bucket_start
    ORDER BY bucket_start
  `,
})
