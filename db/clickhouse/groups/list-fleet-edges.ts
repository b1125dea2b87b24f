import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** An appearance seen in a network: how many addresses of it look so. */
const FleetEdge = z.object({
  /** Of JA4, header order and TCP stack; without the JA4 where fewer than `min_addresses` share all three. */
  profile_key: z.string(),
  network: z.string(),
  addresses: z.number().int(),
})
export type FleetEdge = z.output<typeof FleetEdge>

/**
 * Which appearances, of at least `min_addresses` addresses in windows since a time, are seen in which networks; the
 * largest first. Verified crawlers and known bots are left out.
 */
export const listFleetEdges = defineQuery({
  name: 'listFleetEdges',
  params: z.object({
    since: z.iso.datetime(),
    min_addresses: z.number().int().min(2),
    limit: z.number().int().min(1),
  }),
  row: FleetEdge,
  sql: `
    SELECT toString(profile) AS profile_key, network, uniqExact(src_ip) AS addresses
    FROM
    (
        SELECT
            profile,
            src_ip,
            vigie_network(dictGet('ja4_processing.dict_iplocate_asn', 'asn', src_ip), src_ip) AS network,
            uniqExact(src_ip) OVER (PARTITION BY profile) AS company
        FROM
        (
            SELECT
                src_ip,
                if(uniqExact(src_ip) OVER (PARTITION BY ja4, header_order_signature, tcp_stack) >= {min_addresses: UInt32},
                    sipHash64(ja4, header_order_signature, tcp_stack), sipHash64('*', header_order_signature, tcp_stack)) AS profile
            FROM ja4_processing.view_session_looks_1h
            WHERE window_start >= toStartOfHour(vigie_time({since: String}))
              AND dictGet('ja4_processing.dict_crawler_ip', 'crawler', src_ip) = ''
              AND dictGet('ja4_processing.dict_bot_ip', 'bot_name', src_ip) = ''
        )
    )
    WHERE company >= {min_addresses: UInt32}
    GROUP BY profile, network
    ORDER BY addresses DESC, profile_key, network
    LIMIT {limit: UInt32}
  `,
})
