import { z } from 'zod'
import { ConnectionBucket, ConnectionFilter } from '../../model/connection.ts'
import { defineQuery } from '../define-query.ts'

/** Connections by when they were told of; buckets without any are there with zeros. */
export const listConnectionHistogram = defineQuery({
  name: 'listConnectionHistogram',
  params: ConnectionFilter.extend({
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    bucket_seconds: z.number().int().min(1),
  }),
  row: ConnectionBucket,
  sql: `
    SELECT vigie_time_text(bucket) AS bucket_start, connections, by_state
    FROM
    (
        SELECT
            toDateTime(intDiv(toUnixTimestamp(logs.time), {bucket_seconds: UInt32}) * {bucket_seconds: UInt32}, 'UTC') AS bucket,
            count() AS connections,
            sumMap(map(toString(logs.connection_state), toUInt64(1))) AS by_state
        FROM ja4_logs.http_logs AS logs
        WHERE logs.type = 'connection'
          AND logs.connection_state != ''
          AND logs.time >= assumeNotNull(vigie_time({since: String}))
          AND logs.time < assumeNotNull(vigie_time({until: String}))
          AND ({state: Nullable(String)} IS NULL OR logs.connection_state = {state: Nullable(String)})
          AND ({src_ip: Nullable(String)} IS NULL OR logs.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
        GROUP BY bucket
        ORDER BY bucket WITH FILL
            FROM toDateTime(intDiv(toUnixTimestamp(assumeNotNull(vigie_time({since: String}))), {bucket_seconds: UInt32}) * {bucket_seconds: UInt32}, 'UTC')
            TO toDateTime(assumeNotNull(vigie_time({until: String})), 'UTC')
            STEP toIntervalSecond({bucket_seconds: UInt32})
    )
    ORDER BY bucket
  `,
})
