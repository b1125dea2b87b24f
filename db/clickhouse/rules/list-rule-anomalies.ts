import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** What rules found in the hours since a time, as it was said last. */
export const listRuleAnomalies = defineQuery({
  name: 'listRuleAnomalies',
  params: z.object({ since: z.iso.datetime() }),
  row: z.object({
    window_start: z.string(),
    src_ip: z.string(),
    ja4: z.string(),
    host: z.string(),
    rule: z.string(),
    threat_level: z.string(),
    first_detected_at: z.string(),
    reason: z.string(),
  }),
  sql: `
    SELECT
        vigie_time_text(anomalies.window_start) AS window_start,
        vigie_ip_text(anomalies.src_ip) AS src_ip,
        anomalies.ja4 AS ja4,
        anomalies.host AS host,
        anomalies.rule AS rule,
        anomalies.threat_level AS threat_level,
        vigie_time_text(anomalies.first_detected_at) AS first_detected_at,
        anomalies.reason AS reason
    FROM ja4_processing.ml_detected_anomalies AS anomalies FINAL
    WHERE anomalies.window_start >= toStartOfHour(vigie_time({since: String})) AND anomalies.rule != ''
  `,
})
