import { z } from 'zod'
import { Session, SessionId } from '../../model/session.ts'
import { defineQuery, type CallOptions } from '../define-query.ts'

const query = defineQuery({
  name: 'getSession',
  params: z.object({ session_id: SessionId }),
  row: Session,
  sql: `
    SELECT
        session_id,
        vigie_time_text(sessions.window_start) AS window_start,
        sessions.host AS host,
        vigie_ip_text(sessions.src_ip) AS src_ip,
        sessions.ja4 AS ja4,
        vigie_time_text(sessions.started_at) AS started_at,
        vigie_time_text(sessions.ended_at) AS ended_at,
        sessions.hits AS hits,
        sessions.connections AS connections,
        sessions.uniq_paths AS uniq_paths,
        sessions.count_post AS count_post,
        sessions.count_4xx AS count_4xx,
        sessions.user_agent AS user_agent,
        sessions.http_version AS http_version,
        scores.anomaly_score AS anomaly_score,
        scores.threat_level AS threat_level,
        scores.model_version AS model_version
    FROM ja4_processing.view_sessions_1h AS sessions
    LEFT JOIN
    (
        SELECT
            session_id,
            toNullable(argMax(scored.anomaly_score, scored.scored_at)) AS anomaly_score,
            toNullable(toString(argMax(scored.threat_level, scored.scored_at))) AS threat_level,
            toNullable(toString(argMax(scored.model_version, scored.scored_at))) AS model_version
        FROM ja4_processing.ml_all_scores AS scored
        WHERE window_start = vigie_session_window({session_id: String}) AND session_id = {session_id: String}
        GROUP BY session_id
    ) AS scores USING (session_id)
    WHERE sessions.window_start = vigie_session_window({session_id: String}) AND session_id = {session_id: String}
  `,
})

/** The session, or undefined when no request of it is kept. */
export async function getSession(params: { session_id: string }, options?: CallOptions): Promise<Session | undefined> {
  const rows = await query(params, options)
  return rows[0]
}
