import { z } from 'zod'
import { Session, SessionId } from '../../model/session.ts'
import { defineQuery } from '../define-query.ts'

/** The newest scores of these sessions, where they have one. */
export const listScoresOfSessions = defineQuery({
  name: 'listScoresOfSessions',
  params: z.object({
    session_ids: z.array(SessionId),
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    model_name: z.string().optional(),
  }),
  row: z.object({ session_id: SessionId, anomaly_score: Session.shape.anomaly_score.unwrap() }),
  sql: `
    SELECT session_id, anomaly_score
    FROM
    (
        SELECT
            scores.session_id AS session_id,
            argMax(scores.anomaly_score, scores.scored_at) AS anomaly_score,
            argMax(toString(scores.model_name), scores.scored_at) AS model_name
        FROM ja4_processing.ml_all_scores AS scores
        WHERE scores.window_start IN (SELECT arrayJoin(arrayMap(id -> vigie_session_window(id), {session_ids: Array(String)})))
          AND scores.window_start >= toStartOfHour(assumeNotNull(vigie_time({since: String})))
          AND scores.window_start <= assumeNotNull(vigie_time({until: String}))
          AND scores.session_id IN ({session_ids: Array(String)})
        GROUP BY scores.session_id
    )
    WHERE {model_name: Nullable(String)} IS NULL OR model_name = {model_name: Nullable(String)}
    ORDER BY session_id
  `,
})
