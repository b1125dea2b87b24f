import { z } from 'zod'
import { SessionFilter } from '../../model/session.ts'
import { defineQuery } from '../define-query.ts'

/** Sessions by when they began in the range; buckets without any are there with zeros. */
export const listSessionHistogram = defineQuery({
  name: 'listSessionHistogram',
  params: SessionFilter.extend({
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    bucket_seconds: z.number().int().min(1),
  }),
  row: z.object({
    bucket_start: z.string(),
    sessions: z.number().int(),
    requests: z.number().int(),
    /** Sessions by level; those without a score under UNSCORED. */
    by_threat_level: z.record(z.string(), z.number().int()),
  }),
  sql: `
    SELECT vigie_time_text(bucket) AS bucket_start, sessions, requests, by_threat_level
    FROM
    (
        SELECT
            toDateTime(intDiv(toUnixTimestamp(greatest(sessions.started_at, assumeNotNull(vigie_time({since: String})))), {bucket_seconds: UInt32})
                * {bucket_seconds: UInt32}, 'UTC') AS bucket,
            count() AS sessions,
            sum(sessions.hits) AS requests,
            sumMap(map(if(scores.threat_level = '', 'UNSCORED', scores.threat_level), toUInt64(1))) AS by_threat_level
        FROM ja4_processing.view_sessions_1h AS sessions
        LEFT JOIN
        (
            SELECT session_id, toString(argMax(scored.threat_level, scored.scored_at)) AS threat_level
            FROM ja4_processing.ml_all_scores AS scored
            WHERE window_start >= toStartOfHour(assumeNotNull(vigie_time({since: String}))) AND window_start <= assumeNotNull(vigie_time({until: String}))
            GROUP BY session_id
        ) AS scores USING (session_id)
        WHERE sessions.window_start >= toStartOfHour(assumeNotNull(vigie_time({since: String})))
          AND sessions.window_start <= assumeNotNull(vigie_time({until: String}))
          AND ({host: Nullable(String)} IS NULL OR sessions.host = lower({host: Nullable(String)}))
          AND ({src_ip: Nullable(String)} IS NULL OR sessions.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
          AND ({ja4: Nullable(String)} IS NULL OR sessions.ja4 = {ja4: Nullable(String)})
          AND sessions.ended_at >= assumeNotNull(vigie_time({since: String}))
          AND sessions.started_at < assumeNotNull(vigie_time({until: String}))
        GROUP BY bucket
        ORDER BY bucket WITH FILL
            FROM toDateTime(intDiv(toUnixTimestamp(assumeNotNull(vigie_time({since: String}))), {bucket_seconds: UInt32}) * {bucket_seconds: UInt32}, 'UTC')
            TO toDateTime(assumeNotNull(vigie_time({until: String})), 'UTC')
            STEP toIntervalSecond({bucket_seconds: UInt32})
    )
    ORDER BY bucket
  `,
})
