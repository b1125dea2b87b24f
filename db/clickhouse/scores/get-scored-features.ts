import { z } from 'zod'
import { SessionId } from '../../model/session.ts'
import { defineQuery, type CallOptions } from '../define-query.ts'
import { FeatureRow } from './feature-row.ts'

const query = defineQuery({
  name: 'getScoredFeatures',
  params: z.object({ session_id: SessionId }),
  row: FeatureRow.pick({ features: true }),
  sql: `
    SELECT arrayMap(each -> toFloat64(each), scores.features) AS features
    FROM ja4_processing.ml_all_scores AS scores
    WHERE scores.window_start = vigie_session_window({session_id: String}) AND scores.session_id = {session_id: String}
    ORDER BY scores.scored_at DESC
    LIMIT 1
  `,
})

/** The session's feature vector as it was last scored: one row read, where the view works out a whole hour. Undefined until it is scored. */
export async function getScoredFeatures(
  params: { session_id: string },
  options?: CallOptions,
): Promise<number[] | undefined> {
  const rows = await query(params, options)
  return rows[0]?.features
}
