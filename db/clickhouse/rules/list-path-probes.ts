import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** A session that asks for what is not there, with what its address asked of the same host. */
const PathProbes = z.object({
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  started_at: z.string(),
  ended_at: z.string(),
  hits: z.number(),
  /** Different paths that were refused or not found, parts of a page that the site itself links to left out. */
  missed_paths: z.number(),
  misses: z.number(),
  /** Different paths, asked without a page of the site that leads there, that were all answered alike. */
  alike_paths: z.number(),
})
export type PathProbes = z.infer<typeof PathProbes>

/** Sessions since a time that missed `missed_min` different paths of a host in an hour, or were told the same on five times as many. */
export const listPathProbes = defineQuery({
  name: 'listPathProbes',
  params: z.object({
    since: z.iso.datetime(),
    missed_min: z.number().int().min(1),
    limit: z.number().int().min(1).max(100_000),
  }),
  row: PathProbes,
  sql: `
    WITH
        suspects AS
        (
            SELECT toStartOfHour(minutes.minute), minutes.src_ip, minutes.host
            FROM ja4_processing.agg_ip_behavior_1m AS minutes
            WHERE minutes.minute >= toStartOfHour(vigie_time({since: String}))
            GROUP BY toStartOfHour(minutes.minute), minutes.src_ip, minutes.host
            HAVING sum(minutes.count_4xx) >= {missed_min: UInt32}
                OR sum(minutes.hits) >= 5 * {missed_min: UInt32} AND uniqCombinedMerge(12)(minutes.uniq_paths) >= 4 * {missed_min: UInt32}
        ),
        asked AS
        (
            SELECT
                toStartOfHour(logs.time) AS hours,
                logs.time AS time,
                logs.src_ip AS src_ip,
                logs.ja4 AS ja4,
                logs.host AS host,
                logs.path AS path,
                vigie_is_same_site(logs.header_referer, logs.host) AS is_linked,
                logs.status_code IN (400, 403, 404, 405, 410) AND NOT (is_linked AND vigie_is_asset(logs.path)) AS is_miss,
                greatest(0, logs.response_size) AS size,
                medianExact(size) OVER (PARTITION BY hours, logs.src_ip, logs.host, is_linked, logs.status_code) AS usual_size,
                NOT is_linked AND abs(size - usual_size) <= 32 + usual_size / 100 AS is_alike
            FROM ja4_logs.http_logs AS logs
            WHERE logs.type = 'request'
              AND logs.time >= toStartOfHour(vigie_time({since: String}))
              AND (toStartOfHour(logs.time), logs.src_ip, logs.host) IN suspects
        )
    SELECT
        vigie_time_text(asked.hours) AS window_start,
        vigie_ip_text(asked.src_ip) AS src_ip,
        asked.ja4 AS ja4,
        asked.host AS host,
        vigie_time_text(min(asked.time)) AS started_at,
        vigie_time_text(max(asked.time)) AS ended_at,
        count() AS hits,
        uniqExactIf(asked.path, is_miss) AS missed_paths,
        countIf(is_miss) AS misses,
        if(countIf(is_alike) >= 0.9 * countIf(NOT is_linked), uniqExactIf(asked.path, is_alike), 0) AS alike_paths
    FROM asked
    GROUP BY asked.hours, asked.src_ip, asked.ja4, asked.host
    HAVING missed_paths >= {missed_min: UInt32} AND misses >= 0.4 * hits OR alike_paths >= 5 * {missed_min: UInt32}
    ORDER BY missed_paths DESC, src_ip, host, ja4
    LIMIT {limit: UInt32}
  `,
})
