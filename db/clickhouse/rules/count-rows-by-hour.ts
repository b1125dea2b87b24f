import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** Requests and connections of each hour since a time, of hours that have any: how to tell that rows came late. */
export const countRowsByHour = defineQuery({
  name: 'countRowsByHour',
  params: z.object({ since: z.iso.datetime() }),
  row: z.object({ window_start: z.string(), rows: z.number() }),
  sql: `
    SELECT
        vigie_time_text(toStartOfHour(traffic.minute)) AS window_start,
        sum(traffic.hits) + sum(traffic.connections_seen) AS rows
    FROM ja4_processing.agg_traffic_1m AS traffic
    WHERE traffic.minute >= toStartOfHour(vigie_time({since: String}))
    GROUP BY toStartOfHour(traffic.minute)
  `,
})
