import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** Connections without a request of one address with one JA4; `host` names a session of both, or is empty where there is none. */
const IdleConnections = z.object({
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  started_at: z.string(),
  ended_at: z.string(),
  /** Open for ten seconds without a complete request. */
  slow_connections: z.number(),
  /** Closed, or refused, without one. */
  closed_connections: z.number(),
  ports: z.number(),
  servers: z.number(),
  /** Requests of the address in that hour. */
  requests: z.number(),
})
export type IdleConnections = z.infer<typeof IdleConnections>

/**
 * Since a time: `slow_min` connections in an hour that wait without a request, or `ports_min` ports (or twice as many servers)
 * that were only knocked at. Browsers open connections in advance and health checks knock at one port: of the former there are few
 * beside the requests, the latter know their ports.
 */
export const listIdleConnections = defineQuery({
  name: 'listIdleConnections',
  params: z.object({
    since: z.iso.datetime(),
    slow_min: z.number().int().min(1),
    ports_min: z.number().int().min(1),
    limit: z.number().int().min(1).max(100_000),
  }),
  row: IdleConnections,
  sql: `
    WITH
        suspects AS
        (
            SELECT connected.hours AS hours, connected.address AS address, asked.requests AS requests
            FROM
            (
                SELECT
                    connections.window_start AS hours,
                    connections.src_ip AS address,
                    sum(connections.count_slowloris) AS slow,
                    uniqCombinedMerge(12)(connections.ports) AS ports
                FROM ja4_processing.agg_ip_connections_1h AS connections
                WHERE connections.window_start >= toStartOfHour(vigie_time({since: String}))
                GROUP BY hours, address
                HAVING slow >= {slow_min: UInt32} OR ports >= {ports_min: UInt32}
            ) AS connected
            LEFT JOIN
            (
                SELECT behavior.window_start AS hours, behavior.src_ip AS address, sum(behavior.hits) AS requests
                FROM ja4_processing.agg_ip_behavior_1h AS behavior
                WHERE behavior.window_start >= toStartOfHour(vigie_time({since: String}))
                GROUP BY hours, address
            ) AS asked ON asked.hours = connected.hours AND asked.address = connected.address
            WHERE connected.ports >= {ports_min: UInt32} OR asked.requests <= 10 * connected.slow
        ),
        idle AS
        (
            SELECT
                toStartOfHour(logs.time) AS hours,
                logs.src_ip AS address,
                logs.ja4 AS client,
                min(logs.time) AS began,
                max(logs.time) AS ended,
                countIf(logs.connection_state = 'slowloris') AS slow,
                countIf(logs.connection_state IN ('scan', 'half_open', 'tls_only', 'not_http')) AS closed,
                sum(slow) OVER of_address AS address_slow,
                sum(closed) OVER of_address AS address_closed,
                length(arrayDistinct(arrayFlatten(groupArray(groupUniqArray(1000)(logs.dst_port)) OVER of_address))) AS ports,
                length(arrayDistinct(arrayFlatten(groupArray(groupUniqArray(1000)(logs.dst_ip)) OVER of_address))) AS servers
            FROM ja4_logs.http_logs AS logs
            WHERE logs.type = 'connection'
              AND logs.connection_state IN ('slowloris', 'scan', 'half_open', 'tls_only', 'not_http')
              AND logs.time >= toStartOfHour(vigie_time({since: String}))
              AND (toStartOfHour(logs.time), logs.src_ip) IN (SELECT suspects.hours, suspects.address FROM suspects)
            GROUP BY hours, address, client
            WINDOW of_address AS (PARTITION BY toStartOfHour(logs.time), logs.src_ip)
        ),
        sessions AS
        (
            SELECT DISTINCT agg.window_start AS hours, agg.src_ip AS address, agg.ja4 AS client, agg.host AS site
            FROM ja4_processing.agg_host_ip_ja4_1h AS agg
            WHERE agg.window_start >= toStartOfHour(vigie_time({since: String}))
              AND (agg.window_start, agg.src_ip) IN (SELECT suspects.hours, suspects.address FROM suspects)
        )
    SELECT
        vigie_time_text(idle.hours) AS window_start,
        vigie_ip_text(idle.address) AS src_ip,
        idle.client AS ja4,
        toString(sessions.site) AS host,
        vigie_time_text(idle.began) AS started_at,
        vigie_time_text(idle.ended) AS ended_at,
        idle.address_slow AS slow_connections,
        idle.address_closed AS closed_connections,
        idle.ports AS ports,
        idle.servers AS servers,
        suspects.requests AS requests
    FROM idle
    INNER JOIN suspects ON suspects.hours = idle.hours AND suspects.address = idle.address
    LEFT JOIN sessions ON sessions.hours = idle.hours AND sessions.address = idle.address AND sessions.client = idle.client
    WHERE idle.address_slow >= {slow_min: UInt32} AND suspects.requests <= 10 * idle.address_slow AND idle.slow > 0
       OR (idle.ports >= {ports_min: UInt32} OR idle.servers >= 2 * {ports_min: UInt32}) AND idle.closed > 0
    ORDER BY slow_connections DESC, closed_connections DESC, src_ip, ja4, host
    LIMIT {limit: UInt32}
  `,
})
