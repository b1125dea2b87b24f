import { z } from 'zod'
import { Fleet, FleetSort } from '../../model/fleet.ts'
import { defineQuery } from '../define-query.ts'

/** Each fleet as it was seen last, in the order asked for; the `after_…` two are the last row of the previous page. */
export const listFleets = defineQuery({
  name: 'listFleets',
  params: z.object({
    since: z.iso.datetime().optional(),
    fleet_id: z.string().optional(),
    sort: FleetSort,
    after_rank: z.number().optional(),
    after_fleet_id: z.string().optional(),
    limit: z.number().int().min(1).max(1001),
  }),
  row: Fleet.extend({ rank: z.number() }),
  sql: `
    SELECT
        fleet_id,
        vigie_time_text(newest_at) AS detected_at,
        vigie_time_text(first_window) AS first_seen_at,
        newest.1 AS fleet_score,
        newest.2 AS coherence,
        newest.3 AS background_coherence,
        newest.4 AS addresses,
        newest.5 AS sessions,
        newest.6 AS hits,
        newest.7 AS ja4s,
        newest.8 AS asns,
        newest.9 AS countries,
        newest.10 AS hosts,
        newest.11 AS reason,
        toInt64(newest.4) - toInt64(first_addresses) AS growth,
        arrayMap(size -> CAST((vigie_time_text(size.1), size.2, size.3), 'Tuple(window_start String, addresses UInt64, hits UInt64)'), all_sizes) AS sizes,
        multiIf({sort: String} = 'growth', toFloat64(newest.4) - toFloat64(first_addresses), {sort: String} = 'score', toFloat64(newest.1), toFloat64(toUnixTimestamp64Milli(newest_at))) AS rank
    FROM
    (
        SELECT
            fleet_id,
            max(rows.detected_at) AS newest_at,
            min(rows.window_start) AS first_window,
            argMin(rows.addresses, rows.window_start) AS first_addresses,
            arraySort(groupArray((rows.window_start, rows.addresses, rows.hits))) AS all_sizes,
            argMax((fleet_score, coherence, background_coherence, rows.addresses, sessions, rows.hits, ja4s, asns,
                arrayMap(each -> toString(each), countries), arrayMap(each -> toString(each), hosts), reason), rows.detected_at) AS newest
        FROM ja4_processing.fleet_detections AS rows FINAL
        WHERE ({fleet_id: Nullable(String)} IS NULL OR fleet_id = {fleet_id: Nullable(String)})
        GROUP BY fleet_id
    )
    WHERE ({since: Nullable(String)} IS NULL OR newest_at >= vigie_time({since: Nullable(String)}))
      AND ({after_rank: Nullable(Float64)} IS NULL
        OR (rank, fleet_id) < (assumeNotNull({after_rank: Nullable(Float64)}), ifNull({after_fleet_id: Nullable(String)}, '')))
    ORDER BY rank DESC, fleet_id DESC
    LIMIT {limit: UInt32}
  `,
})
