import { z } from 'zod'
import { SessionFilter } from '../../model/session.ts'
import { defineQuery } from '../define-query.ts'
import { SessionKey } from './session-key.ts'

/**
 * The sessions that ended last, of windows from `from` on, which leaves older ones unread; the `after_…` two are the
 * last row of the previous page. `unscored_only` leaves out those that have a score.
 */
export const listNewestSessionKeys = defineQuery({
  name: 'listNewestSessionKeys',
  params: SessionFilter.extend({
    from: z.iso.datetime().optional(),
    unscored_only: z.boolean(),
    after_ended_at: z.iso.datetime().optional(),
    after_session_id: z.string().optional(),
    limit: z.number().int().min(1).max(1001),
  }),
  row: SessionKey,
  // The id of a session costs more than all else here: it is made for the page alone, and for rows that end together.
  sql: `
    SELECT
        vigie_session_id(page.window_start, page.host, page.src_ip, page.ja4) AS session_id,
        vigie_time_text(page.window_start) AS window_start,
        vigie_ip_text(page.src_ip) AS src_ip,
        page.ja4 AS ja4,
        page.host AS host
    FROM
    (
        SELECT agg.window_start AS window_start, agg.src_ip AS src_ip, agg.ja4 AS ja4, agg.host AS host, agg.ended_at AS ended_at
        FROM ja4_processing.agg_host_ip_ja4_1h AS agg FINAL
        PREWHERE ({host: Nullable(String)} IS NULL OR agg.host = lower({host: Nullable(String)}))
          AND ({src_ip: Nullable(String)} IS NULL OR agg.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
          AND ({ja4: Nullable(String)} IS NULL OR agg.ja4 = {ja4: Nullable(String)})
          AND ({from: Nullable(String)} IS NULL OR agg.window_start >= toStartOfHour(vigie_time({from: Nullable(String)})))
          AND ({since: Nullable(String)} IS NULL OR agg.window_start >= toStartOfHour(vigie_time({since: Nullable(String)})))
          AND ({until: Nullable(String)} IS NULL OR agg.window_start <= vigie_time({until: Nullable(String)}))
          AND ({after_ended_at: Nullable(String)} IS NULL OR agg.window_start <= vigie_time({after_ended_at: Nullable(String)}))
        WHERE ({since: Nullable(String)} IS NULL OR agg.ended_at >= vigie_time({since: Nullable(String)}))
          AND ({until: Nullable(String)} IS NULL OR agg.started_at < vigie_time({until: Nullable(String)}))
          AND ({after_ended_at: Nullable(String)} IS NULL
            OR agg.ended_at < vigie_time({after_ended_at: Nullable(String)})
            OR (agg.ended_at = vigie_time({after_ended_at: Nullable(String)})
              AND vigie_session_id(agg.window_start, agg.host, agg.src_ip, agg.ja4) > ifNull({after_session_id: Nullable(String)}, '')))
          AND ({unscored_only: Bool} = false OR (agg.window_start, agg.src_ip, agg.ja4, agg.host) NOT IN (
            SELECT scores.window_start, scores.src_ip, scores.ja4, scores.host
            FROM ja4_processing.ml_all_scores AS scores
            WHERE {unscored_only: Bool}
              AND ({host: Nullable(String)} IS NULL OR scores.host = lower({host: Nullable(String)}))
              AND ({src_ip: Nullable(String)} IS NULL OR scores.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
              AND ({ja4: Nullable(String)} IS NULL OR scores.ja4 = {ja4: Nullable(String)})
              AND ({from: Nullable(String)} IS NULL OR scores.window_start >= toStartOfHour(vigie_time({from: Nullable(String)})))
              AND ({since: Nullable(String)} IS NULL OR scores.window_start >= toStartOfHour(vigie_time({since: Nullable(String)})))
              AND ({until: Nullable(String)} IS NULL OR scores.window_start <= vigie_time({until: Nullable(String)}))))
        ORDER BY agg.ended_at DESC
        LIMIT {limit: UInt32} WITH TIES
    ) AS page
    ORDER BY page.ended_at DESC, session_id
    LIMIT {limit: UInt32}
  `,
})
