import { z } from 'zod'
import { SessionFilter } from '../../model/session.ts'
import { defineQuery } from '../define-query.ts'
import { ScoredSessionKey } from './session-key.ts'

/**
 * The sessions with the highest scores that they ever had, of which a newer score may be another: whoever reads this
 * compares with the newest. Below `least_anomaly_score` nothing is read. The `after_…` two are the last row of the previous
 * page; fewer than `limit` may come, none behind the last.
 */
export const listMostAnomalousSessionKeys = defineQuery({
  name: 'listMostAnomalousSessionKeys',
  params: SessionFilter.extend({
    least_anomaly_score: z.number().optional(),
    after_anomaly_score: z.number().optional(),
    after_session_id: z.string().optional(),
    limit: z.number().int().min(1).max(1001),
  }),
  row: ScoredSessionKey,
  // Both parts read the projection by_score, which WITH TIES and FINAL would keep from being used: the first learns from
  // which score on the page is, the second reads what has such a score, equal ones in the order of their ids. An address has
  // so few that the second reads all of them.
  sql: `
    WITH
        (
            SELECT if(count() = 0, ifNull({least_anomaly_score: Nullable(Float32)}, 0), min(best.anomaly_score))
            FROM
            (
                SELECT scores.anomaly_score AS anomaly_score
                FROM ja4_processing.ml_all_scores AS scores
                WHERE {src_ip: Nullable(String)} IS NULL
                  AND ({least_anomaly_score: Nullable(Float32)} IS NULL OR scores.anomaly_score >= {least_anomaly_score: Nullable(Float32)})
                  AND ({host: Nullable(String)} IS NULL OR scores.host = lower({host: Nullable(String)}))
                  AND ({ja4: Nullable(String)} IS NULL OR scores.ja4 = {ja4: Nullable(String)})
                  AND ({since: Nullable(String)} IS NULL
                    OR (scores.window_start >= toStartOfHour(vigie_time({since: Nullable(String)})) AND scores.ended_at >= vigie_time({since: Nullable(String)})))
                  AND ({until: Nullable(String)} IS NULL
                    OR (scores.window_start <= vigie_time({until: Nullable(String)}) AND scores.started_at < vigie_time({until: Nullable(String)})))
                  AND ({after_anomaly_score: Nullable(Float32)} IS NULL OR scores.anomaly_score < {after_anomaly_score: Nullable(Float32)})
                ORDER BY anomaly_score DESC
                LIMIT {limit: UInt32}
            ) AS best
        ) AS least_score
    SELECT
        vigie_session_id(scores.window_start, scores.host, scores.src_ip, scores.ja4) AS session_id,
        vigie_time_text(scores.window_start) AS window_start,
        vigie_ip_text(scores.src_ip) AS src_ip,
        scores.ja4 AS ja4,
        scores.host AS host,
        scores.anomaly_score AS anomaly_score
    FROM ja4_processing.ml_all_scores AS scores
    WHERE scores.anomaly_score >= least_score
      AND scores.anomaly_score <= ifNull({after_anomaly_score: Nullable(Float32)}, 1)
      AND ({host: Nullable(String)} IS NULL OR scores.host = lower({host: Nullable(String)}))
      AND ({src_ip: Nullable(String)} IS NULL OR scores.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
      AND ({ja4: Nullable(String)} IS NULL OR scores.ja4 = {ja4: Nullable(String)})
      AND ({since: Nullable(String)} IS NULL
        OR (scores.window_start >= toStartOfHour(vigie_time({since: Nullable(String)})) AND scores.ended_at >= vigie_time({since: Nullable(String)})))
      AND ({until: Nullable(String)} IS NULL
        OR (scores.window_start <= vigie_time({until: Nullable(String)}) AND scores.started_at < vigie_time({until: Nullable(String)})))
      AND ({after_anomaly_score: Nullable(Float32)} IS NULL
        OR scores.anomaly_score < {after_anomaly_score: Nullable(Float32)}
        OR (scores.anomaly_score = {after_anomaly_score: Nullable(Float32)}
          AND vigie_session_id(scores.window_start, scores.host, scores.src_ip, scores.ja4) > ifNull({after_session_id: Nullable(String)}, '')))
    ORDER BY scores.anomaly_score DESC, session_id
    LIMIT 1 BY session_id, scores.anomaly_score
    LIMIT {limit: UInt32}
  `,
})
