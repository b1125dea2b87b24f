import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

const AttackPayloads = z.object({
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  started_at: z.string(),
  ended_at: z.string(),
  hits: z.number(),
  /** Different requests with characters that only attacks write. */
  attacks: z.number(),
  /** Different paths that attackers look for, and that are not there or refused. */
  probes: z.number(),
})
export type AttackPayloads = z.infer<typeof AttackPayloads>

/**
 * Sessions since a time with `attacks_min` different attacks in an hour, or with twice as many probes. Read are the requests of
 * addresses whose aggregates tell of attacks, and of the 2,000 busiest clients that are no browsers.
 */
export const listAttackPayloads = defineQuery({
  name: 'listAttackPayloads',
  params: z.object({
    since: z.iso.datetime(),
    attacks_min: z.number().int().min(1),
    limit: z.number().int().min(1).max(100_000),
  }),
  row: AttackPayloads,
  sql: `
    WITH
        suspects AS
        (
            SELECT toStartOfHour(minutes.minute), minutes.src_ip, minutes.host
            FROM ja4_processing.agg_ip_behavior_1m AS minutes
            WHERE minutes.minute >= toStartOfHour(vigie_time({since: String})) AND minutes.count_payload > 0
            GROUP BY toStartOfHour(minutes.minute), minutes.src_ip, minutes.host
            HAVING sum(minutes.count_payload) >= {attacks_min: UInt32}
            UNION DISTINCT
            SELECT agg.window_start, agg.src_ip, agg.host
            FROM ja4_processing.agg_host_ip_ja4_1h AS agg
            WHERE agg.window_start >= toStartOfHour(vigie_time({since: String}))
            GROUP BY agg.window_start, agg.src_ip, agg.ja4, agg.host
            HAVING sum(agg.hits) >= 3 * {attacks_min: UInt32}
               AND sum(agg.count_no_sec_fetch) >= 0.9 * sum(agg.hits) AND sum(agg.count_asset) <= 0.1 * sum(agg.hits)
            ORDER BY sum(agg.hits) DESC
            LIMIT 2000
        )
    SELECT
        vigie_time_text(toStartOfHour(logs.time)) AS window_start,
        vigie_ip_text(logs.src_ip) AS src_ip,
        logs.ja4 AS ja4,
        logs.host AS host,
        vigie_time_text(min(logs.time)) AS started_at,
        vigie_time_text(max(logs.time)) AS ended_at,
        count() AS hits,
        uniqExactIf((logs.path, logs.query_string), vigie_is_attack(logs.path, logs.query_string)) AS attacks,
        uniqExactIf(
            logs.path,
            logs.status_code IN (400, 403, 404, 405, 410)
                AND vigie_is_payload(logs.path, logs.query_string) AND NOT vigie_is_attack(logs.path, logs.query_string)
        ) AS probes
    FROM ja4_logs.http_logs AS logs
    WHERE logs.type = 'request'
      AND logs.time >= toStartOfHour(vigie_time({since: String}))
      AND (toStartOfHour(logs.time), logs.src_ip, logs.host) IN suspects
    GROUP BY toStartOfHour(logs.time), logs.src_ip, logs.ja4, logs.host
    HAVING attacks >= {attacks_min: UInt32} OR probes >= 2 * {attacks_min: UInt32}
    ORDER BY attacks DESC, probes DESC, src_ip, host, ja4
    LIMIT {limit: UInt32}
  `,
})
