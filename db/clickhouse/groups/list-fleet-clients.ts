import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** A client (address with a JA4) of an appearance, and what it did in windows since a time. */
const FleetClient = z.object({
  profile_key: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  header_order_signature: z.string(),
  tcp_stack: z.string(),
  h2_fingerprint: z.string(),
  user_agent: z.string(),
  /** 0 when no list knows the network. */
  asn: z.number().int(),
  network: z.string(),
  country_code: z.string(),
  hosts: z.array(z.string()),
  sessions: z.number().int(),
  hits: z.number().int(),
  documents: z.number().int(),
  assets: z.number().int(),
  posts: z.number().int(),
  orphans: z.number().int(),
  count_4xx: z.number().int(),
  cookies: z.number().int(),
  no_sec_fetch: z.number().int(),
  /** Milliseconds since the epoch of its first 64 requests. */
  times: z.array(z.number()),
  /** Its first 64 different paths, hashed. */
  paths: z.array(z.number()),
})
export type FleetClient = z.output<typeof FleetClient>

/** Clients of these appearances (of all when none is named), an even sample of `per_profile` of each that stays the same. */
export const listFleetClients = defineQuery({
  name: 'listFleetClients',
  params: z.object({
    since: z.iso.datetime(),
    min_addresses: z.number().int().min(2),
    profile_keys: z.array(z.string()),
    per_profile: z.number().int().min(1),
    limit: z.number().int().min(1),
  }),
  row: FleetClient,
  sql: `
    WITH sampled AS
    (
        SELECT profile, src_ip, ja4,
            any(header_order_signature) AS order_of_headers, any(tcp_stack) AS stack, any(h2_fingerprint) AS h2, any(user_agent) AS agent,
            groupUniqArray(20)(host) AS all_hosts, uniqExact(window_start, host) AS session_count, sum(hits) AS n,
            sum(documents) AS document_count, sum(assets) AS asset_count, sum(posts) AS post_count, sum(orphans) AS orphan_count,
            sum(answered_4xx) AS bad_count, sum(cookies) AS cookie_count, sum(no_sec_fetch) AS bare_count
        FROM
        (
            SELECT
                *,
                if(uniqExact(src_ip) OVER (PARTITION BY ja4, header_order_signature, tcp_stack) >= {min_addresses: UInt32},
                    sipHash64(ja4, header_order_signature, tcp_stack), sipHash64('*', header_order_signature, tcp_stack)) AS profile
            FROM ja4_processing.view_session_looks_1h
            WHERE window_start >= toStartOfHour(vigie_time({since: String}))
              AND dictGet('ja4_processing.dict_crawler_ip', 'crawler', src_ip) = ''
              AND dictGet('ja4_processing.dict_bot_ip', 'bot_name', src_ip) = ''
        )
        GROUP BY profile, src_ip, ja4
        HAVING empty({profile_keys: Array(String)}) OR has({profile_keys: Array(String)}, toString(profile))
        ORDER BY uniqExact(src_ip) OVER (PARTITION BY profile) DESC, profile, sipHash64(src_ip, ja4)
        LIMIT {per_profile: UInt32} BY profile
        LIMIT {limit: UInt32}
    )
    SELECT
        toString(sampled.profile) AS profile_key,
        vigie_ip_text(sampled.src_ip) AS src_ip,
        sampled.ja4 AS ja4,
        order_of_headers AS header_order_signature,
        stack AS tcp_stack,
        h2 AS h2_fingerprint,
        agent AS user_agent,
        dictGet('ja4_processing.dict_iplocate_asn', 'asn', sampled.src_ip) AS asn,
        vigie_network(asn, sampled.src_ip) AS network,
        dictGet('ja4_processing.dict_iplocate_asn', 'country_code', sampled.src_ip) AS country_code,
        all_hosts AS hosts,
        session_count AS sessions,
        n AS hits,
        document_count AS documents,
        asset_count AS assets,
        post_count AS posts,
        orphan_count AS orphans,
        bad_count AS count_4xx,
        cookie_count AS cookies,
        bare_count AS no_sec_fetch,
        rhythm.times AS times,
        rhythm.paths AS paths
    FROM sampled
    INNER JOIN
    (
        SELECT
            src_ip,
            ja4,
            arraySlice(arraySort(groupArrayArray(arrayMap(mark -> toUnixTimestamp(window_start) * 1000 + bitShiftRight(mark, 42), marks))), 1, 64) AS times,
            arraySlice(arraySort(groupUniqArrayArray(arrayMap(mark -> toUInt32(mark), marks))), 1, 64) AS paths
        FROM
        (
            SELECT window_start, src_ip, toString(timing.ja4) AS ja4, arraySlice(groupArraySortedMerge(512)(requests), 1, 128) AS marks
            FROM ja4_processing.agg_request_timing_1h AS timing
            WHERE window_start >= toStartOfHour(vigie_time({since: String}))
              AND src_ip IN (SELECT src_ip FROM sampled)
            GROUP BY window_start, src_ip, ja4, host
        )
        GROUP BY src_ip, ja4
    ) AS rhythm ON rhythm.src_ip = sampled.src_ip AND rhythm.ja4 = sampled.ja4
    ORDER BY profile_key, src_ip, ja4
  `,
})
