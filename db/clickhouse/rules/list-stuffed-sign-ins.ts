import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** A session that signs in with the fingerprint of many others, and what they did together. */
const StuffedSignIns = z.object({
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  started_at: z.string(),
  ended_at: z.string(),
  tries: z.number(),
  refused: z.number(),
  /** Of all addresses with this fingerprint on this host. */
  group_addresses: z.number(),
  group_tries: z.number(),
  group_refused: z.number(),
  group_accepted: z.number(),
})
export type StuffedSignIns = z.infer<typeof StuffedSignIns>

/**
 * Sessions since a time of at least `addresses_min` addresses that sign in at one host with one JA4, header order and user agent,
 * few tries each, most of them refused. People who fail because signing in is broken look alike too: they load what a page
 * consists of, and others fail as well.
 */
export const listStuffedSignIns = defineQuery({
  name: 'listStuffedSignIns',
  params: z.object({
    since: z.iso.datetime(),
    addresses_min: z.number().int().min(1),
    limit: z.number().int().min(1).max(100_000),
  }),
  row: StuffedSignIns,
  sql: `
    WITH
        suspects AS
        (
            SELECT toStartOfHour(minutes.minute), minutes.src_ip
            FROM ja4_processing.agg_ip_behavior_1m AS minutes
            WHERE minutes.minute >= toStartOfHour(vigie_time({since: String}))
              AND minutes.count_login_post > 0
              AND (toStartOfHour(minutes.minute), minutes.host) IN
              (
                  SELECT toStartOfHour(wide.minute), wide.host
                  FROM ja4_processing.agg_ip_behavior_1m AS wide
                  WHERE wide.minute >= toStartOfHour(vigie_time({since: String})) AND wide.count_login_post > 0
                  GROUP BY toStartOfHour(wide.minute), wide.host
                  HAVING uniqExact(wide.src_ip) >= {addresses_min: UInt32}
              )
            GROUP BY toStartOfHour(minutes.minute), minutes.src_ip
        ),
        sized AS
        (
            SELECT
                signs.*,
                medianExactIf(answer_size, answer = 'form') OVER (PARTITION BY window_start, host, path) AS usual_size,
                countIf(answer = 'form') OVER (PARTITION BY window_start, host, path) AS forms
            FROM ja4_processing.view_sign_ins AS signs
            WHERE signs.is_form
              AND signs.time >= toStartOfHour(vigie_time({since: String}))
              AND (toStartOfHour(signs.time), signs.src_ip) IN suspects
        ),
        clients AS
        (
            SELECT
                sized.window_start AS window_start,
                sized.src_ip AS src_ip,
                sized.ja4 AS ja4,
                sized.host AS host,
                sized.header_order_signature AS header_order,
                sized.user_agent AS user_agent,
                min(sized.time) AS began,
                max(sized.time) AS ended,
                count() AS tries,
                countIf(answer = 'refused' OR answer = 'form' AND forms >= 3 AND abs(toInt64(answer_size) - toInt64(usual_size)) <= 1 + usual_size / 100) AS refused,
                countIf(answer = 'accepted') AS accepted
            FROM sized
            GROUP BY sized.window_start, sized.src_ip, sized.ja4, sized.host, header_order, user_agent
        ),
        rendering AS
        (
            SELECT agg.window_start AS window_start, agg.src_ip AS src_ip, agg.ja4 AS ja4, agg.host AS host, sum(agg.count_asset) AS assets
            FROM ja4_processing.agg_host_ip_ja4_1h AS agg
            WHERE agg.window_start >= toStartOfHour(vigie_time({since: String})) AND (agg.window_start, agg.src_ip) IN suspects
            GROUP BY agg.window_start, agg.src_ip, agg.ja4, agg.host
        ),
        grouped AS
        (
            SELECT
                clients.*,
                count() OVER alike AS group_addresses,
                sum(tries) OVER alike AS group_tries,
                sum(refused) OVER alike AS group_refused,
                sum(accepted) OVER alike AS group_accepted,
                avg(rendering.assets = 0) OVER alike AS without_assets,
                sum(tries) OVER (PARTITION BY clients.window_start, clients.host) AS host_tries,
                sum(refused) OVER (PARTITION BY clients.window_start, clients.host) AS host_refused
            FROM clients
            LEFT JOIN rendering
                ON rendering.window_start = clients.window_start AND rendering.src_ip = clients.src_ip
                AND rendering.ja4 = clients.ja4 AND rendering.host = clients.host
            WINDOW alike AS (PARTITION BY clients.window_start, clients.host, clients.ja4, header_order, user_agent)
        )
    SELECT
        vigie_time_text(grouped.window_start) AS window_start,
        vigie_ip_text(grouped.src_ip) AS src_ip,
        grouped.ja4 AS ja4,
        grouped.host AS host,
        vigie_time_text(grouped.began) AS started_at,
        vigie_time_text(grouped.ended) AS ended_at,
        grouped.tries AS tries,
        grouped.refused AS refused,
        grouped.group_addresses AS group_addresses,
        grouped.group_tries AS group_tries,
        grouped.group_refused AS group_refused,
        grouped.group_accepted AS group_accepted
    FROM grouped
    WHERE group_addresses >= {addresses_min: UInt32}
      AND group_refused >= 0.7 * group_tries
      AND group_tries <= 10 * group_addresses
      AND grouped.refused > 0
      AND (without_assets >= 0.5 OR host_refused - group_refused < 0.5 * (host_tries - group_tries))
    ORDER BY group_addresses DESC, host, ja4, src_ip
    LIMIT {limit: UInt32}
  `,
})
