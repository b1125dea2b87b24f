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
  // Whole hours come from the aggregate, the first and the last one row by row; who has most is found before the rest is read.
  sql: `
    WITH
        assumeNotNull(vigie_time({since: String})) AS since,
        assumeNotNull(vigie_time({until: String})) AS until,
        edges AS
        (
            SELECT
                logs.src_ip AS src_ip,
                [(toString(logs.connection_state), count())] AS states,
                uniqCombinedState(12)(logs.dst_ip, logs.dst_port) AS ports,
                max(logs.time) AS last_seen_at
            FROM ja4_logs.http_logs AS logs
            WHERE logs.type = 'connection'
              AND logs.connection_state != ''
              AND toStartOfHour(logs.time) IN (toStartOfHour(since), toStartOfHour(until))
              AND logs.time >= since
              AND logs.time < until
              AND ({state: Nullable(String)} IS NULL OR logs.connection_state = {state: Nullable(String)})
              AND ({src_ip: Nullable(String)} IS NULL OR logs.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
            GROUP BY logs.src_ip, logs.connection_state
        ),
        most AS
        (
            SELECT ranked.src_ip AS src_ip
            FROM
            (
                SELECT hourly.src_ip AS src_ip, multiIf(
                    {state: Nullable(String)} IS NULL, toUInt64(hourly.connections_seen),
                    {state: Nullable(String)} = 'upgraded', toUInt64(hourly.count_upgraded),
                    {state: Nullable(String)} = 'slowloris', toUInt64(hourly.count_slowloris),
                    {state: Nullable(String)} = 'half_open', toUInt64(hourly.count_half_open),
                    {state: Nullable(String)} = 'tls_only', toUInt64(hourly.count_tls_only),
                    {state: Nullable(String)} = 'scan', toUInt64(hourly.count_scan),
                    {state: Nullable(String)} = 'not_http', toUInt64(hourly.count_not_http),
                    toUInt64(hourly.connections_seen - hourly.count_upgraded - hourly.count_slowloris - hourly.count_half_open
                        - hourly.count_tls_only - hourly.count_scan - hourly.count_not_http)) AS number
                FROM ja4_processing.agg_ip_connections_1h AS hourly
                WHERE hourly.window_start > toStartOfHour(since)
                  AND hourly.window_start < toStartOfHour(until)
                  AND ({src_ip: Nullable(String)} IS NULL OR hourly.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
                UNION ALL
                SELECT edges.src_ip, arraySum(edges.states.2) FROM edges
            ) AS ranked
            GROUP BY ranked.src_ip
            HAVING sum(ranked.number) > 0
            ORDER BY sum(ranked.number) DESC, ranked.src_ip
            LIMIT {limit: UInt32}
        )
    SELECT
        vigie_ip_text(told.src_ip) AS src_ip,
        sum(state.2) AS connections,
        sumMap(map(state.1, state.2)) AS by_state,
        uniqCombinedMerge(12)(told.ports) AS ports,
        vigie_time_text(max(told.last_seen_at)) AS last_seen_at
    FROM
    (
        SELECT
            hourly.src_ip AS src_ip,
            [
                ('requests', toUInt64(hourly.connections_seen - hourly.count_upgraded - hourly.count_slowloris - hourly.count_half_open
                    - hourly.count_tls_only - hourly.count_scan - hourly.count_not_http)),
                ('upgraded', toUInt64(hourly.count_upgraded)), ('slowloris', toUInt64(hourly.count_slowloris)),
                ('half_open', toUInt64(hourly.count_half_open)), ('tls_only', toUInt64(hourly.count_tls_only)),
                ('scan', toUInt64(hourly.count_scan)), ('not_http', toUInt64(hourly.count_not_http))
            ] AS states,
            hourly.ports AS ports,
            hourly.last_connection_at AS last_seen_at
        FROM ja4_processing.agg_ip_connections_1h AS hourly
        WHERE hourly.window_start > toStartOfHour(since)
          AND hourly.window_start < toStartOfHour(until)
          AND hourly.src_ip IN (SELECT most.src_ip FROM most)
        UNION ALL
        SELECT edges.src_ip, edges.states, edges.ports, edges.last_seen_at FROM edges
    ) AS told
    ARRAY JOIN told.states AS state
    WHERE told.src_ip IN (SELECT most.src_ip FROM most)
      AND state.2 > 0
      AND ({state: Nullable(String)} IS NULL OR state.1 = {state: Nullable(String)})
    GROUP BY told.src_ip
    ORDER BY connections DESC, last_seen_at DESC, src_ip
  `,
})
