import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** What one address, or addresses that look alike, asked of one host and people there do not. */
const ScanCandidate = z.object({
  kind: z.enum(['address', 'fingerprint']),
  /** The address, or the digest of the look. */
  scanner: z.string(),
  host: z.string(),
  ja4: z.string(),
  header_order_signature: z.string(),
  user_agent: z.string(),
  addresses: z.array(z.string()),
  asns: z.array(z.number().int()),
  started_at: z.string(),
  ended_at: z.string(),
  hits: z.number().int(),
  count_4xx: z.number().int(),
  /** Hashed, at most 500. */
  paths: z.array(z.number()),
})
export type ScanCandidate = z.output<typeof ScanCandidate>

/** Those that were on several hosts in windows since a time, no browsers, with the paths of each host that no two browsers asked there. */
export const listScanCandidates = defineQuery({
  name: 'listScanCandidates',
  params: z.object({ since: z.iso.datetime(), min_paths: z.number().int().min(1), limit: z.number().int().min(1) }),
  row: ScanCandidate,
  sql: `
    WITH
    arrayMap(path -> toUInt32(bitAnd(sipHash64(path), 4294967295)), ['/', '/robots.txt', '/favicon.ico']) AS everywhere,
    asked AS
    (
        SELECT
            looks.src_ip AS src_ip, looks.ja4 AS ja4, looks.host AS host, looks.header_order_signature AS order_of_headers,
            looks.user_agent AS agent, looks.started_at AS first_at, looks.ended_at AS last_at, looks.hits AS n, looks.answered_4xx AS bad,
            looks.assets >= 0.2 * looks.hits AND looks.no_sec_fetch <= 0.5 * looks.hits AS is_browser,
            marks.path_set AS path_set
        FROM ja4_processing.view_session_looks_1h AS looks
        INNER JOIN
        (
            SELECT window_start, src_ip, toString(timing.ja4) AS ja4, toString(timing.host) AS host,
                arrayDistinct(arrayMap(mark -> toUInt32(mark), groupArraySortedMerge(512)(requests))) AS path_set
            FROM ja4_processing.agg_request_timing_1h AS timing
            WHERE window_start >= toStartOfHour(vigie_time({since: String}))
            GROUP BY window_start, src_ip, ja4, host
        ) AS marks ON marks.window_start = looks.window_start AND marks.src_ip = looks.src_ip AND marks.ja4 = looks.ja4 AND marks.host = looks.host
        WHERE looks.window_start >= toStartOfHour(vigie_time({since: String}))
    ),
    site AS
    (
        SELECT host, groupArray(path) AS site_paths
        FROM (SELECT host, path FROM asked ARRAY JOIN path_set AS path WHERE is_browser GROUP BY host, path HAVING uniqExact(src_ip) >= 2)
        GROUP BY host
    )
    SELECT
        found.kind AS kind,
        found.scanner AS scanner,
        found.host AS host,
        one_ja4 AS ja4,
        one_order AS header_order_signature,
        one_agent AS user_agent,
        arrayMap(address -> vigie_ip_text(address), src_ips) AS addresses,
        arrayDistinct(arrayFilter(asn -> asn != 0, arrayMap(address -> dictGet('ja4_processing.dict_iplocate_asn', 'asn', address), src_ips))) AS asns,
        vigie_time_text(from_at) AS started_at,
        vigie_time_text(to_at) AS ended_at,
        total AS hits,
        total_bad AS count_4xx,
        arraySlice(all_paths, 1, 500) AS paths
    FROM
    (
        SELECT kind, scanner, host, any(ja4) AS one_ja4, any(order_of_headers) AS one_order, any(agent) AS one_agent,
            groupUniqArray(100)(src_ip) AS src_ips, min(first_at) AS from_at, max(last_at) AS to_at, sum(n) AS total, sum(bad) AS total_bad,
            groupUniqArrayArray(own_paths) AS all_paths
        FROM
        (
            SELECT *, who.1 AS kind, who.2 AS scanner
            FROM
            (
                SELECT asked.*, arrayFilter(path -> NOT has(site.site_paths, path) AND NOT has(everywhere, path), path_set) AS own_paths
                FROM asked
                LEFT JOIN site ON site.host = asked.host
                WHERE NOT is_browser
            )
            ARRAY JOIN [('address', vigie_ip_text(src_ip)), ('fingerprint', lower(hex(sipHash64(ja4, order_of_headers, agent))))] AS who
            WHERE notEmpty(own_paths)
        )
        GROUP BY kind, scanner, host
        HAVING length(all_paths) >= {min_paths: UInt32}
    ) AS found
    ORDER BY count() OVER (PARTITION BY found.kind, found.scanner) DESC, kind, scanner, host
    LIMIT {limit: UInt32}
  `,
})
