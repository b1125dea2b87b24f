import { z } from 'zod'
import { SessionId } from '../../model/session.ts'
import { SessionScore } from '../../model/session-detail.ts'
import { defineQuery, type CallOptions } from '../define-query.ts'

const query = defineQuery({
  name: 'getSessionScore',
  params: z.object({ session_id: SessionId }),
  row: SessionScore,
  sql: `
    SELECT
        scores.anomaly_score AS anomaly_score,
        toString(scores.threat_level) AS threat_level,
        toString(scores.model_version) AS model_version,
        vigie_time_text(scores.scored_at) AS scored_at
    FROM ja4_processing.ml_all_scores AS scores
    WHERE scores.window_start = vigie_session_window({session_id: String}) AND scores.session_id = {session_id: String}
    ORDER BY scores.scored_at DESC
    LIMIT 1
  `,
})

/** The newest score of the session, or undefined until there is one. */
export async function getSessionScore(
  params: { session_id: string },
  options?: CallOptions,
): Promise<SessionScore | undefined> {
  const rows = await query(params, options)
  return rows[0]
}
