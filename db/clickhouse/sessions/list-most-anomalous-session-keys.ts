import { z } from 'zod'
import { SessionFilter } from '../../model/session.ts'
import { defineQuery } from '../define-query.ts'
import { ScoredSessionKey } from './session-key.ts'

/** The scored sessions with the highest scores; the `after_…` two are the last row of the previous page. */
export const listMostAnomalousSessionKeys = defineQuery({
  name: 'listMostAnomalousSessionKeys',
  params: SessionFilter.extend({
    after_anomaly_score: z.number().optional(),
    after_session_id: z.string().optional(),
    limit: z.number().int().min(1).max(1001),
  }),
  row: ScoredSessionKey,
  // Whether a session was active in the range is a question only in its first and last hour.
  sql: `
    SELECT
        vigie_session_id(page.window_start, page.host, page.src_ip, page.ja4) AS session_id,
        vigie_time_text(page.window_start) AS window_start,
        vigie_ip_text(page.src_ip) AS src_ip,
        page.ja4 AS ja4,
        page.host AS host,
        page.anomaly_score AS anomaly_score,
        toString(page.threat_level) AS threat_level,
        toString(page.model_version) AS model_version
    FROM
    (
        SELECT
            scores.window_start AS window_start, scores.src_ip AS src_ip, scores.ja4 AS ja4, scores.host AS host,
            scores.anomaly_score AS anomaly_score, scores.threat_level AS threat_level, scores.model_version AS model_version
        FROM ja4_processing.ml_all_scores AS scores FINAL
        PREWHERE ({host: Nullable(String)} IS NULL OR scores.host = lower({host: Nullable(String)}))
          AND ({src_ip: Nullable(String)} IS NULL OR scores.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
          AND ({ja4: Nullable(String)} IS NULL OR scores.ja4 = {ja4: Nullable(String)})
          AND ({since: Nullable(String)} IS NULL OR scores.window_start >= toStartOfHour(vigie_time({since: Nullable(String)})))
          AND ({until: Nullable(String)} IS NULL OR scores.window_start <= vigie_time({until: Nullable(String)}))
        WHERE ({after_anomaly_score: Nullable(Float32)} IS NULL
            OR scores.anomaly_score < {after_anomaly_score: Nullable(Float32)}
            OR (scores.anomaly_score = {after_anomaly_score: Nullable(Float32)}
              AND vigie_session_id(scores.window_start, scores.host, scores.src_ip, scores.ja4) > ifNull({after_session_id: Nullable(String)}, '')))
          AND ({since: Nullable(String)} IS NULL
            OR scores.window_start > toStartOfHour(vigie_time({since: Nullable(String)}))
            OR (scores.window_start, scores.src_ip, scores.ja4, scores.host) IN (
              SELECT agg.window_start, agg.src_ip, agg.ja4, agg.host
              FROM ja4_processing.agg_host_ip_ja4_1h AS agg
              WHERE agg.window_start = toStartOfHour(vigie_time({since: Nullable(String)}))
                AND agg.ended_at >= vigie_time({since: Nullable(String)})))
          AND ({until: Nullable(String)} IS NULL
            OR scores.window_start < toStartOfHour(vigie_time({until: Nullable(String)}))
            OR (scores.window_start, scores.src_ip, scores.ja4, scores.host) IN (
              SELECT agg.window_start, agg.src_ip, agg.ja4, agg.host
              FROM ja4_processing.agg_host_ip_ja4_1h AS agg
              WHERE agg.window_start = toStartOfHour(vigie_time({until: Nullable(String)}))
                AND agg.started_at < vigie_time({until: Nullable(String)})))
        ORDER BY scores.anomaly_score DESC
        LIMIT {limit: UInt32} WITH TIES
    ) AS page
    ORDER BY page.anomaly_score DESC, session_id
    LIMIT {limit: UInt32}
  `,
})
