import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** Where rules that need no model found something since a time; an empty ja4 or host: on all of them. */
export const listRuleHits = defineQuery({
  name: 'listRuleHits',
  params: z.object({ since: z.iso.datetime() }),
  row: z.object({ window_start: z.string(), src_ip: z.string(), ja4: z.string(), host: z.string() }),
  sql: `
    SELECT DISTINCT
        vigie_time_text(told.window_start) AS window_start,
        vigie_ip_text(told.src_ip) AS src_ip,
        toString(told.ja4) AS ja4,
        toString(told.host) AS host
    FROM ja4_processing.ml_detected_anomalies AS told
    WHERE told.window_start >= toStartOfHour(vigie_time({since: String})) AND told.rule != ''
  `,
})
