import { z } from 'zod'
import { ConnectionFilter, ConnectionSource } from '../../model/connection.ts'
import { defineQuery } from '../define-query.ts'

/** The addresses with the most connections that have a row of their own. */
export const listConnectionSources = defineQuery({
  name: 'listConnectionSources',
  params: ConnectionFilter.extend({
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    limit: z.number().int().min(1).max(100),
  }),
  row: ConnectionSource,
  // Who has most is found in the hours' aggregate, with the first and the last hour counted row by row; the rows of those few are then read.
  sql: `
    WITH
        assumeNotNull(vigie_time({since: String})) AS since,
        assumeNotNull(vigie_time({until: String})) AS until
    SELECT
        vigie_ip_text(logs.src_ip) AS src_ip,
        count() AS connections,
        sumMap(map(toString(logs.connection_state), toUInt64(1))) AS by_state,
        uniqExact(logs.dst_ip, logs.dst_port) AS ports,
        vigie_time_text(max(logs.time)) AS last_seen_at
    FROM ja4_logs.http_logs AS logs
    WHERE logs.type = 'connection'
      AND logs.connection_state != ''
      AND toStartOfHour(logs.time) >= toStartOfHour(since)
      AND logs.time >= since
      AND logs.time < until
      AND ({state: Nullable(String)} IS NULL OR logs.connection_state = {state: Nullable(String)})
      AND logs.src_ip IN (
        SELECT counted.src_ip
        FROM
        (
            SELECT
                behavior.src_ip AS src_ip,
                sum(multiIf(
                    {state: Nullable(String)} = 'upgraded', behavior.count_upgraded,
                    {state: Nullable(String)} = 'slowloris', behavior.count_slowloris,
                    {state: Nullable(String)} = 'half_open', behavior.count_half_open,
                    {state: Nullable(String)} = 'tls_only', behavior.count_tls_only,
                    {state: Nullable(String)} = 'scan', behavior.count_scan,
                    {state: Nullable(String)} = 'not_http', behavior.count_not_http,
                    behavior.connections_seen)) AS number
            FROM ja4_processing.agg_ip_behavior_1h AS behavior
            WHERE behavior.connections_seen > 0
              AND behavior.window_start > toStartOfHour(since)
              AND behavior.window_start < toStartOfHour(until)
              AND ({src_ip: Nullable(String)} IS NULL OR behavior.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
            GROUP BY behavior.src_ip
            UNION ALL
            SELECT edge.src_ip AS src_ip, count() AS number
            FROM ja4_logs.http_logs AS edge
            WHERE edge.type = 'connection'
              AND edge.connection_state != ''
              AND toStartOfHour(edge.time) IN (toStartOfHour(since), toStartOfHour(until))
              AND edge.time >= since
              AND edge.time < until
              AND ({state: Nullable(String)} IS NULL OR edge.connection_state = {state: Nullable(String)})
              AND ({src_ip: Nullable(String)} IS NULL OR edge.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
            GROUP BY edge.src_ip
        ) AS counted
        GROUP BY counted.src_ip
        HAVING sum(counted.number) > 0
        ORDER BY sum(counted.number) DESC, counted.src_ip
        LIMIT {limit: UInt32}
      )
    GROUP BY logs.src_ip
    ORDER BY connections DESC, last_seen_at DESC, src_ip
  `,
})
