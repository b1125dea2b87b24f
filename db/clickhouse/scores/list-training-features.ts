import { z } from 'zod'
import { SessionId } from '../../model/session.ts'
import { defineQuery } from '../define-query.ts'
import { FeatureRow } from './feature-row.ts'

/** Feature vectors of the sessions of an hour, of all hosts or of these and what lies below them; where there are more than `limit`, an even sample that stays the same, in which sessions asked for by id come first. */
export const listTrainingFeatures = defineQuery({
  name: 'listTrainingFeatures',
  params: z.object({
    window_start: z.iso.datetime(),
    hosts: z.array(z.string()),
    session_ids: z.array(SessionId),
    limit: z.number().int().min(1),
  }),
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
      AND (
          empty({hosts: Array(String)})
          OR arrayExists(site -> rows.host = site OR endsWith(rows.host, concat('.', site)), {hosts: Array(String)})
      )
    ORDER BY has({session_ids: Array(String)}, rows.session_id) DESC, sipHash64(rows.session_id)
    LIMIT {limit: UInt32}
  `,
})
