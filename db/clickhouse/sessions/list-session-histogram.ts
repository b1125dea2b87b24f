import { z } from 'zod'
import { SessionFilter } from '../../model/session.ts'
import { defineQuery, type CallOptions } from '../define-query.ts'

const countByBucket = defineQuery({
  name: 'countSessionsByBucket',
  params: SessionFilter.extend({
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    bucket_seconds: z.number().int().min(1),
    /** Buckets are whole hours: windows are counted, and what of the first and last lies outside the range is not asked. */
    by_window: z.boolean(),
  }),
  row: z.object({
    bucket_start: z.iso.datetime(),
    sessions: z.number().int(),
    requests: z.number().int(),
    /** Sessions by level; those without a score under UNSCORED. */
    by_threat_level: z.record(z.string(), z.number().int()),
  }),
  // Sessions and scores are counted apart, each by when the session began: a join of both would cost far more.
  sql: `
    SELECT vigie_time_text(bucket) AS bucket_start, sessions, requests, by_threat_level
    FROM
    (
        SELECT
            bucket,
            sum(counts.sessions) AS sessions,
            sum(counts.requests) AS requests,
            mapFilter((level, number) -> number > 0, mapAdd(
                sumMap(counts.by_threat_level),
                map('UNSCORED', toUInt64(greatest(0, toInt64(sum(counts.sessions)) - toInt64(sum(counts.scored))))))) AS by_threat_level
        FROM
        (
            SELECT
                toDateTime(intDiv(greatest(if({by_window: Bool}, toUnixTimestamp(agg.window_start), toUnixTimestamp(agg.started_at)), toUnixTimestamp(assumeNotNull(vigie_time({since: String})))), {bucket_seconds: UInt32})
                    * {bucket_seconds: UInt32}, 'UTC') AS bucket,
                count() AS sessions,
                sum(agg.hits) AS requests,
                toUInt64(0) AS scored,
                CAST(map(), 'Map(String, UInt64)') AS by_threat_level
            FROM ja4_processing.agg_host_ip_ja4_1h AS agg FINAL
            PREWHERE ({host: Nullable(String)} IS NULL OR agg.host = lower({host: Nullable(String)}))
              AND ({src_ip: Nullable(String)} IS NULL OR agg.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
              AND ({ja4: Nullable(String)} IS NULL OR agg.ja4 = {ja4: Nullable(String)})
              AND agg.window_start >= toStartOfHour(assumeNotNull(vigie_time({since: String})))
              AND agg.window_start <= assumeNotNull(vigie_time({until: String}))
            WHERE {by_window: Bool}
              OR (agg.ended_at >= assumeNotNull(vigie_time({since: String})) AND agg.started_at < assumeNotNull(vigie_time({until: String})))
            GROUP BY bucket
            UNION ALL
            SELECT
                toDateTime(intDiv(greatest(if({by_window: Bool}, toUnixTimestamp(scores.window_start), toUnixTimestamp(scores.started_at)), toUnixTimestamp(assumeNotNull(vigie_time({since: String})))), {bucket_seconds: UInt32})
                    * {bucket_seconds: UInt32}, 'UTC') AS bucket,
                toUInt64(0) AS sessions,
                toUInt64(0) AS requests,
                count() AS scored,
                map(toString(scores.threat_level), scored) AS by_threat_level
            FROM ja4_processing.ml_all_scores AS scores FINAL
            PREWHERE ({host: Nullable(String)} IS NULL OR scores.host = lower({host: Nullable(String)}))
              AND ({src_ip: Nullable(String)} IS NULL OR scores.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
              AND ({ja4: Nullable(String)} IS NULL OR scores.ja4 = {ja4: Nullable(String)})
              AND scores.window_start >= toStartOfHour(assumeNotNull(vigie_time({since: String})))
              AND scores.window_start <= assumeNotNull(vigie_time({until: String}))
            WHERE {by_window: Bool}
              OR (scores.ended_at >= assumeNotNull(vigie_time({since: String})) AND scores.started_at < assumeNotNull(vigie_time({until: String})))
            GROUP BY bucket, scores.threat_level
        ) AS counts
        GROUP BY bucket
        ORDER BY bucket WITH FILL
            FROM toDateTime(intDiv(toUnixTimestamp(assumeNotNull(vigie_time({since: String}))), {bucket_seconds: UInt32}) * {bucket_seconds: UInt32}, 'UTC')
            TO toDateTime(assumeNotNull(vigie_time({until: String})), 'UTC')
            STEP toIntervalSecond({bucket_seconds: UInt32})
    )
    ORDER BY bucket
  `,
})

const HOUR_S = 3600

/** Sessions by when they began in the range; buckets without any are there with zeros. */
export function listSessionHistogram(
  asked: Omit<Parameters<typeof countByBucket>[0], 'by_window'>,
  options?: CallOptions,
): ReturnType<typeof countByBucket> {
  return countByBucket({ ...asked, by_window: asked.bucket_seconds % HOUR_S === 0 }, options)
}
