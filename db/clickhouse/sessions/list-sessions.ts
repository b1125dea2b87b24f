import { z } from 'zod'
import { Session, SessionFilter } from '../../model/session.ts'
import { defineQuery } from '../define-query.ts'

/** The last row of the previous page; the next page starts behind it. */
const After = z.object({
  after_ended_at: z.iso.datetime().optional(),
  after_anomaly_score: z.number().nullable().optional(),
  after_session_id: z.string().optional(),
})

/**
 * Newest (`time`) or most anomalous (`score`, unscored last) first; an empty filter matches everything.
 * A session matches `since`…`until` when it was active in between.
 */
export const listSessions = defineQuery({
  name: 'listSessions',
  params: SessionFilter.extend({
    sort: z.enum(['time', 'score']).default('time'),
    limit: z.number().int().min(1).max(1001),
  }).extend(After.shape),
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
        WHERE ({since: Nullable(String)} IS NULL OR window_start >= toStartOfHour(vigie_time({since: Nullable(String)})))
          AND ({until: Nullable(String)} IS NULL OR window_start <= vigie_time({until: Nullable(String)}))
        GROUP BY session_id
    ) AS scores USING (session_id)
    WHERE ({since: Nullable(String)} IS NULL OR sessions.window_start >= toStartOfHour(vigie_time({since: Nullable(String)})))
      AND ({until: Nullable(String)} IS NULL OR sessions.window_start <= vigie_time({until: Nullable(String)}))
      AND ({host: Nullable(String)} IS NULL OR sessions.host = lower({host: Nullable(String)}))
      AND ({src_ip: Nullable(String)} IS NULL OR sessions.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
      AND ({ja4: Nullable(String)} IS NULL OR sessions.ja4 = {ja4: Nullable(String)})
      AND ({since: Nullable(String)} IS NULL OR sessions.ended_at >= vigie_time({since: Nullable(String)}))
      AND ({until: Nullable(String)} IS NULL OR sessions.started_at < vigie_time({until: Nullable(String)}))
      AND ({after_session_id: Nullable(String)} IS NULL
        OR if({sort: String} = 'time',
            sessions.ended_at < vigie_time({after_ended_at: Nullable(String)})
              OR (sessions.ended_at = vigie_time({after_ended_at: Nullable(String)}) AND session_id > {after_session_id: Nullable(String)}),
            ifNull(scores.anomaly_score, -1) < ifNull({after_anomaly_score: Nullable(Float32)}, -1)
              OR (ifNull(scores.anomaly_score, -1) = ifNull({after_anomaly_score: Nullable(Float32)}, -1)
                AND session_id > {after_session_id: Nullable(String)})))
    ORDER BY
        if({sort: String} = 'time', toUnixTimestamp64Milli(sessions.ended_at), 0) DESC,
        if({sort: String} = 'score', ifNull(scores.anomaly_score, -1), 0) DESC,
        session_id
    LIMIT {limit: UInt32}
  `,
})
