import { z } from 'zod'
import { SessionId } from '../../model/session.ts'
import { defineQuery, type CallOptions } from '../define-query.ts'
import { FeatureRow } from '../scores/feature-row.ts'

const query = defineQuery({
  name: 'getSessionFeatures',
  params: z.object({ session_id: SessionId }),
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
    WHERE rows.window_start = vigie_session_window({session_id: String}) AND rows.session_id = {session_id: String}
  `,
})

/** The session's feature vector as of now, or undefined when it is not kept. */
export async function getSessionFeatures(
  params: { session_id: string },
  options?: CallOptions,
): Promise<FeatureRow | undefined> {
  const rows = await query(params, options)
  return rows[0]
}
