import { z } from 'zod'
import { defineQuery } from '../define-query.ts'
import { FeatureRow } from './feature-row.ts'

/** Sessions of an hour that this model never scored, or that got more requests since. */
export const listUnscoredFeatures = defineQuery({
  name: 'listUnscoredFeatures',
  params: z.object({ window_start: z.iso.datetime(), model_version: z.string(), limit: z.number().int().min(1) }),
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
    LEFT JOIN
    (
        SELECT
            session_id,
            argMax(scored.hits, scored.scored_at) AS hits,
            toString(argMax(scored.model_version, scored.scored_at)) AS model_version
        FROM ja4_processing.ml_all_scores AS scored
        WHERE window_start = toDateTime(vigie_time({window_start: String}), 'UTC')
        GROUP BY session_id
    ) AS scores ON scores.session_id = rows.session_id
    WHERE rows.window_start = toDateTime(vigie_time({window_start: String}), 'UTC')
      AND (scores.hits != rows.hits OR scores.model_version != {model_version: String})
    ORDER BY rows.session_id
    LIMIT {limit: UInt32}
  `,
})
