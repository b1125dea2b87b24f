import { z } from 'zod'
import { Session } from '../../model/session.ts'
import { defineQuery } from '../define-query.ts'

/** These sessions in no order, with their newest scores; the four lists go together, one entry per session. */
export const listSessionsByKey = defineQuery({
  name: 'listSessionsByKey',
  params: z.object({
    windows: z.array(z.iso.datetime()),
    src_ips: z.array(z.string()),
    ja4s: z.array(z.string()),
    hosts: z.array(z.string()),
  }),
  row: Session,
  // Few addresses hold the keys of a page: reading those first leaves most of the columns' blocks unread.
  sql: `
    WITH keys AS
    (
        SELECT
            toDateTime(assumeNotNull(vigie_time(key.1)), 'UTC') AS window_start, toIPv6(key.2) AS src_ip, key.3 AS ja4, key.4 AS host
        FROM
        (
            SELECT arrayJoin(arrayZip(
                {windows: Array(String)}, {src_ips: Array(String)}, {ja4s: Array(String)}, {hosts: Array(String)})) AS key
        )
    )
    SELECT
        vigie_session_id(sessions.window_start, sessions.host, sessions.src_ip, sessions.ja4) AS session_id,
        vigie_time_text(sessions.window_start) AS window_start,
        sessions.host AS host,
        vigie_ip_text(sessions.src_ip) AS src_ip,
        sessions.ja4 AS ja4,
        vigie_time_text(sessions.started_at) AS started_at,
        vigie_time_text(sessions.ended_at) AS ended_at,
        sessions.hits AS hits,
        finalizeAggregation(sessions.connections) AS connections,
        finalizeAggregation(sessions.uniq_paths) AS uniq_paths,
        sessions.count_post AS count_post,
        sessions.count_4xx AS count_4xx,
        finalizeAggregation(sessions.user_agent) AS user_agent,
        sessions.http_version AS http_version,
        scores.anomaly_score AS anomaly_score,
        scores.threat_level AS threat_level,
        scores.model_version AS model_version
    FROM
    (
        SELECT *
        FROM ja4_processing.agg_host_ip_ja4_1h FINAL
        PREWHERE src_ip IN (SELECT keys.src_ip FROM keys)
        WHERE (window_start, src_ip, ja4, host) IN keys
    ) AS sessions
    LEFT JOIN
    (
        SELECT
            window_start, src_ip, ja4, host,
            toNullable(all_scores.anomaly_score) AS anomaly_score,
            toNullable(toString(all_scores.threat_level)) AS threat_level,
            toNullable(toString(all_scores.model_version)) AS model_version
        FROM ja4_processing.ml_all_scores AS all_scores FINAL
        PREWHERE src_ip IN (SELECT keys.src_ip FROM keys)
        WHERE (window_start, src_ip, ja4, host) IN keys
    ) AS scores USING (window_start, src_ip, ja4, host)
  `,
})
