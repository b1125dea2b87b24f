import { z } from 'zod'
import { ConnectionBucket, ConnectionFilter } from '../../model/connection.ts'
import { defineQuery } from '../define-query.ts'

/**
 * Connections by when they were told of; buckets without any are there with zeros. Buckets of whole minutes are
 * counted in whole minutes (those of `since` and `until` too), unless an address is asked for.
 */
export const listConnectionHistogram = defineQuery({
  name: 'listConnectionHistogram',
  params: ConnectionFilter.extend({
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    bucket_seconds: z.number().int().min(1),
  }),
  row: ConnectionBucket,
  // One of the two branches reads nothing: which one, is said by parameters alone.
  sql: `
    SELECT vigie_time_text(bucket) AS bucket_start, connections, by_state
    FROM
    (
        SELECT
            bucket,
            sum(counted.2) AS connections,
            sumMap(map(counted.1, counted.2)) AS by_state
        FROM
        (
            SELECT bucket, arrayJoin(states) AS counted
            FROM
            (
                SELECT
                    toDateTime(intDiv(toUnixTimestamp(traffic.minute), {bucket_seconds: UInt32}) * {bucket_seconds: UInt32}, 'UTC') AS bucket,
                    [
                        ('requests', sum(traffic.count_requests_state)), ('upgraded', sum(traffic.count_upgraded)),
                        ('slowloris', sum(traffic.count_slowloris)), ('half_open', sum(traffic.count_half_open)),
                        ('tls_only', sum(traffic.count_tls_only)), ('scan', sum(traffic.count_scan)),
                        ('not_http', sum(traffic.count_not_http))
                    ] AS states
                FROM ja4_processing.agg_traffic_1m AS traffic
                WHERE {src_ip: Nullable(String)} IS NULL
                  AND {bucket_seconds: UInt32} % 60 = 0
                  AND traffic.minute >= toStartOfMinute(assumeNotNull(vigie_time({since: String})))
                  AND traffic.minute < assumeNotNull(vigie_time({until: String}))
                GROUP BY bucket
                UNION ALL
                SELECT
                    toDateTime(intDiv(toUnixTimestamp(logs.time), {bucket_seconds: UInt32}) * {bucket_seconds: UInt32}, 'UTC') AS bucket,
                    [(toString(logs.connection_state), count())] AS states
                FROM ja4_logs.http_logs AS logs
                WHERE ({src_ip: Nullable(String)} IS NOT NULL OR {bucket_seconds: UInt32} % 60 != 0)
                  AND logs.type = 'connection'
                  AND logs.connection_state != ''
                  AND logs.time >= assumeNotNull(vigie_time({since: String}))
                  AND logs.time < assumeNotNull(vigie_time({until: String}))
                  AND ({src_ip: Nullable(String)} IS NULL OR logs.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
                GROUP BY bucket, logs.connection_state
            )
        )
        WHERE counted.2 > 0 AND ({state: Nullable(String)} IS NULL OR counted.1 = {state: Nullable(String)})
        GROUP BY bucket
        ORDER BY bucket WITH FILL
            FROM toDateTime(intDiv(toUnixTimestamp(assumeNotNull(vigie_time({since: String}))), {bucket_seconds: UInt32}) * {bucket_seconds: UInt32}, 'UTC')
            TO toDateTime(assumeNotNull(vigie_time({until: String})), 'UTC')
            STEP toIntervalSecond({bucket_seconds: UInt32})
    )
    ORDER BY bucket
  `,
})
