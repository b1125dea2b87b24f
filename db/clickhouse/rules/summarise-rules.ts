import { z } from 'zod'
import { RuleSummary } from '../../model/rule.ts'
import { defineQuery } from '../define-query.ts'

/** What each rule found among the sessions that it spoke of in a span of time, most sessions first. */
export const summariseRules = defineQuery({
  name: 'summariseRules',
  params: z.object({ since: z.iso.datetime(), until: z.iso.datetime() }),
  row: RuleSummary,
  sql: `
    SELECT
        toString(hits.rule) AS rule,
        count() AS sessions,
        uniqExact(hits.src_ip) AS src_ips,
        sumMap(map(toString(hits.threat_level), toUInt64(1))) AS by_threat_level,
        vigie_time_text(max(hits.detected_at)) AS last_detected_at,
        vigie_time_text(max(hits.window_start)) AS last_window_start,
        argMax(
            CAST((
                toString(hits.rule), vigie_time_text(hits.window_start), hits.session_id, vigie_ip_text(hits.src_ip),
                toString(hits.ja4), toString(hits.host), toString(hits.threat_level), vigie_time_text(hits.first_detected_at),
                vigie_time_text(hits.detected_at), hits.reason, CAST(hits.rule_counts, 'Map(String, UInt64)')
            ), 'Tuple(rule String, window_start String, session_id String, src_ip String, ja4 String, host String,
                threat_level String, first_detected_at String, detected_at String, reason String, rule_counts Map(String, UInt64))'),
            (indexOf(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'], toString(hits.threat_level)), hits.detected_at)
        ) AS example
    FROM ja4_processing.ml_detected_anomalies AS hits FINAL
    WHERE hits.rule != ''
      AND hits.window_start >= toStartOfHour(vigie_time({since: String}) - INTERVAL 1 DAY)
      AND hits.detected_at >= vigie_time({since: String})
      AND hits.first_detected_at < vigie_time({until: String})
    GROUP BY rule
    ORDER BY sessions DESC, rule
  `,
})
