import { z } from 'zod'
import { defineQuery } from '#db/clickhouse/define-query.ts'
import { FeatureRow } from '#db/clickhouse/scores/feature-row.ts'

/** Every session of an hour with its features. */
export const listSessionFeatures = defineQuery({
  name: 'listSessionFeatures',
  params: z.object({ window_start: z.iso.datetime() }),
  row: FeatureRow,
  sql: `
    SELECT
        vigie_time_text(rows.window_start) AS window_start,
        vigie_ip_text(rows.src_ip) AS src_ip,
        rows.ja4 AS ja4,
        rows.host AS host,
        rows.session_id AS session_id,
        vigie_time_text(rows.started_at) AS started_at,
        vigie_time_text(rows.ended_at) AS ended_at,
        rows.hits AS hits,
        rows.features AS features
    FROM ja4_processing.view_ai_feature_vectors_1h AS rows
    WHERE rows.window_start = toDateTime(vigie_time({window_start: String}), 'UTC')
    ORDER BY rows.session_id
  `,
})
