import { z } from 'zod'
import { RuleHit } from '../../model/rule.ts'
import { defineQuery } from '../define-query.ts'

/** What rules say of one session, the gravest first. */
export const listSessionRuleHits = defineQuery({
  name: 'listSessionRuleHits',
  params: z.object({ session_id: z.string() }),
  row: RuleHit,
  sql: `
    SELECT
        hits.rule AS rule,
        vigie_time_text(hits.window_start) AS window_start,
        hits.session_id AS session_id,
        vigie_ip_text(hits.src_ip) AS src_ip,
        hits.ja4 AS ja4,
        hits.host AS host,
        hits.threat_level AS threat_level,
        vigie_time_text(hits.first_detected_at) AS first_detected_at,
        vigie_time_text(hits.detected_at) AS detected_at,
        hits.reason AS reason,
        hits.rule_counts AS rule_counts
    FROM ja4_processing.ml_detected_anomalies AS hits FINAL
    WHERE hits.window_start = vigie_session_window({session_id: String}) AND hits.session_id = {session_id: String} AND hits.rule != ''
    ORDER BY indexOf(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'], toString(hits.threat_level)) DESC, hits.rule
  `,
})
