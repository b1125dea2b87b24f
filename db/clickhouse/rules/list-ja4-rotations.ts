import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** A session of an address that changes its TLS fingerprint, with what the address did in that hour. */
const Ja4Rotation = z.object({
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  started_at: z.string(),
  ended_at: z.string(),
  ja4s: z.number(),
  user_agents: z.number(),
  /** Most JA4s that one user agent had. */
  ja4s_of_one_agent: z.number(),
  requests: z.number(),
})
export type Ja4Rotation = z.infer<typeof Ja4Rotation>

/**
 * Sessions since a time of addresses where one user agent had `ja4s_min` JA4s in an hour, with three lists of ciphers among
 * them (a browser that resumes, or falls back, has a few JA4s and one or two lists), or where 20 JA4s and more made three requests
 * each at most and nothing that belongs to a page. Many people behind one address have many user agents, each with its own JA4.
 */
export const listJa4Rotations = defineQuery({
  name: 'listJa4Rotations',
  params: z.object({
    since: z.iso.datetime(),
    ja4s_min: z.number().int().min(2),
    limit: z.number().int().min(1).max(100_000),
  }),
  row: Ja4Rotation,
  sql: `
    WITH
        suspects AS
        (
            SELECT behavior.window_start, behavior.src_ip
            FROM ja4_processing.agg_ip_behavior_1h AS behavior
            WHERE behavior.window_start >= toStartOfHour(vigie_time({since: String}))
            GROUP BY behavior.window_start, behavior.src_ip
            HAVING uniqCombinedMerge(12)(behavior.ja4s) >= {ja4s_min: UInt32}
        ),
        sessions AS
        (
            SELECT
                agg.window_start AS hours,
                agg.src_ip AS address,
                agg.ja4 AS client,
                agg.host AS site,
                min(agg.started_at) AS began,
                max(agg.ended_at) AS ended,
                sum(agg.hits) AS hits,
                sum(agg.count_asset) AS assets,
                argMaxMerge(agg.user_agent) AS user_agent
            FROM ja4_processing.agg_host_ip_ja4_1h AS agg
            WHERE agg.window_start >= toStartOfHour(vigie_time({since: String}))
              AND agg.ja4 != ''
              AND (agg.window_start, agg.src_ip) IN suspects
            GROUP BY agg.window_start, agg.src_ip, agg.ja4, agg.host
        ),
        rotating AS
        (
            SELECT
                of_agent.hours AS hours,
                of_agent.address AS address,
                max(agent_ja4s) AS ja4s_of_one_agent,
                count() AS user_agents,
                uniqExactMerge(all_ja4s) AS ja4s,
                sum(agent_hits) AS requests,
                sum(agent_assets) AS assets,
                max(agent_ja4s >= {ja4s_min: UInt32} AND agent_ciphers >= 3) AS is_one_agent
            FROM
            (
                SELECT
                    sessions.hours AS hours,
                    sessions.address AS address,
                    sessions.user_agent AS agent,
                    uniqExact(sessions.client) AS agent_ja4s,
                    uniqExactState(sessions.client) AS all_ja4s,
                    uniqExact(splitByChar('_', toString(sessions.client))[2]) AS agent_ciphers,
                    sum(sessions.hits) AS agent_hits,
                    sum(sessions.assets) AS agent_assets
                FROM sessions
                GROUP BY sessions.hours, sessions.address, sessions.user_agent
            ) AS of_agent
            GROUP BY of_agent.hours, of_agent.address
            HAVING is_one_agent OR ja4s >= greatest(20, {ja4s_min: UInt32}) AND requests <= 3 * ja4s AND assets * 20 < requests
        )
    SELECT
        vigie_time_text(sessions.hours) AS window_start,
        vigie_ip_text(sessions.address) AS src_ip,
        sessions.client AS ja4,
        sessions.site AS host,
        vigie_time_text(sessions.began) AS started_at,
        vigie_time_text(sessions.ended) AS ended_at,
        rotating.ja4s AS ja4s,
        rotating.user_agents AS user_agents,
        rotating.ja4s_of_one_agent AS ja4s_of_one_agent,
        rotating.requests AS requests
    FROM sessions
    INNER JOIN rotating ON rotating.hours = sessions.hours AND rotating.address = sessions.address
    ORDER BY ja4s DESC, src_ip, ja4, host
    LIMIT {limit: UInt32}
  `,
})
