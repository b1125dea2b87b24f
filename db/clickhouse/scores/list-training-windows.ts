import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** The hours since a time that hold sessions of these hosts and what lies below them (of all when none is named), with how many; oldest first. */
export const listTrainingWindows = defineQuery({
  name: 'listTrainingWindows',
  params: z.object({ since: z.iso.datetime(), hosts: z.array(z.string()) }),
  row: z.object({ window_start: z.string(), sessions: z.number().int() }),
  sql: `
    SELECT vigie_time_text(agg.window_start) AS window_start, uniqExact(src_ip, ja4, host) AS sessions
    FROM ja4_processing.agg_host_ip_ja4_1h AS agg
    WHERE agg.window_start >= toStartOfHour(vigie_time({since: String}))
      AND (
          empty({hosts: Array(String)})
          OR arrayExists(site -> host = site OR endsWith(host, concat('.', site)), {hosts: Array(String)})
      )
    GROUP BY agg.window_start
    ORDER BY agg.window_start
  `,
})
