import { z } from 'zod'
import { defineQuery, type CallOptions } from '../define-query.ts'

const query = defineQuery({
  name: 'listFeatureNames',
  params: z.object({}),
  row: z.object({ name: z.string() }),
  sql: `
    SELECT name
    FROM system.columns
    WHERE database = 'ja4_processing' AND table = 'view_ai_features_1h'
      AND name NOT IN ('window_start', 'src_ip', 'ja4', 'host', 'session_id', 'started_at', 'ended_at', 'hits')
    ORDER BY position
  `,
})

/** The feature columns of the view in their order: what the store really yields. */
export async function listFeatureNames(options?: CallOptions): Promise<string[]> {
  const rows = await query({}, options)
  return rows.map(({ name }) => name)
}
