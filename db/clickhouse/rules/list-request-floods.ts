import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** A session that makes most of an address's requests in its busiest minute on a host. */
const RequestFlood = z.object({
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  started_at: z.string(),
  ended_at: z.string(),
  hits: z.number(),
  /** Of the address on the host. */
  requests_in_a_minute: z.number(),
})
export type RequestFlood = z.infer<typeof RequestFlood>

/**
 * Sessions since a time of addresses with `machine_min` requests in one minute, where they do not come from a browser (no
 * Sec-Fetch, no cookie), or with `any_min`, whoever sends them: an office behind one address sends thousands.
 */
export const listRequestFloods = defineQuery({
  name: 'listRequestFloods',
  params: z.object({
    since: z.iso.datetime(),
    machine_min: z.number().int().min(1),
    any_min: z.number().int().min(1),
    limit: z.number().int().min(1).max(100_000),
  }),
  row: RequestFlood,
  sql: `
    WITH floods AS
    (
        SELECT toStartOfHour(busy.minute) AS hours, busy.src_ip AS address, busy.host AS site, max(busy.hits) AS peak
        FROM
        (
            SELECT minutes.minute AS minute, minutes.src_ip AS src_ip, minutes.host AS host, sum(minutes.hits) AS hits
            FROM ja4_processing.agg_ip_behavior_1m AS minutes
            WHERE minutes.minute >= toStartOfHour(vigie_time({since: String}))
            GROUP BY minutes.minute, minutes.src_ip, minutes.host
            HAVING hits >= least({machine_min: UInt32}, {any_min: UInt32})
        ) AS busy
        GROUP BY hours, address, site
    )
    SELECT
        vigie_time_text(sessions.hours) AS window_start,
        vigie_ip_text(sessions.address) AS src_ip,
        sessions.client AS ja4,
        sessions.site AS host,
        vigie_time_text(sessions.began) AS started_at,
        vigie_time_text(sessions.ended) AS ended_at,
        sessions.hits AS hits,
        floods.peak AS requests_in_a_minute
    FROM
    (
        SELECT
            agg.window_start AS hours,
            agg.src_ip AS address,
            agg.ja4 AS client,
            agg.host AS site,
            min(agg.started_at) AS began,
            max(agg.ended_at) AS ended,
            sum(agg.hits) AS hits,
            sum(agg.count_no_sec_fetch) >= 0.9 * hits AND sum(agg.count_cookie) <= 0.1 * hits AS is_machine,
            sum(hits) OVER (PARTITION BY agg.window_start, agg.src_ip, agg.host) AS of_address
        FROM ja4_processing.agg_host_ip_ja4_1h AS agg
        WHERE agg.window_start >= toStartOfHour(vigie_time({since: String}))
          AND (agg.window_start, agg.src_ip, agg.host) IN (SELECT floods.hours, floods.address, floods.site FROM floods)
        GROUP BY agg.window_start, agg.src_ip, agg.ja4, agg.host
    ) AS sessions
    INNER JOIN floods ON floods.hours = sessions.hours AND floods.address = sessions.address AND floods.site = sessions.site
    WHERE sessions.hits >= 0.3 * sessions.of_address
      AND (sessions.is_machine AND floods.peak >= {machine_min: UInt32} OR floods.peak >= {any_min: UInt32})
    ORDER BY requests_in_a_minute DESC, src_ip, host, ja4
    LIMIT {limit: UInt32}
  `,
})
