import { z } from 'zod'
import { ThreatLevel } from '../../model/threat-level.ts'
import { defineQuery } from '../define-query.ts'
import { FeatureRow } from '../scores/feature-row.ts'

/** A session at MEDIUM or above with what grouping needs of it; its features are those it was scored with. */
const FlaggedSession = FeatureRow.extend({
  anomaly_score: z.number(),
  threat_level: ThreatLevel,
  /** 0 when no list knows the network. */
  asn_number: z.number().int(),
  asn_org: z.string(),
  country_code: z.string(),
})
export type FlaggedSession = z.output<typeof FlaggedSession>

/** Sessions of windows since a time whose newest score stands at MEDIUM or above, newest first. */
export const listFlaggedFeatures = defineQuery({
  name: 'listFlaggedFeatures',
  params: z.object({ since: z.iso.datetime(), limit: z.number().int().min(1) }),
  row: FlaggedSession,
  sql: `
    SELECT
        vigie_time_text(scores.window_start) AS window_start,
        vigie_ip_text(scores.src_ip) AS src_ip,
        toString(scores.ja4) AS ja4,
        toString(scores.host) AS host,
        scores.session_id AS session_id,
        vigie_time_text(scores.started_at) AS started_at,
        vigie_time_text(scores.ended_at) AS ended_at,
        scores.hits AS hits,
        arrayMap(each -> toFloat64(each), scores.features) AS features,
        scores.anomaly_score AS anomaly_score,
        toString(scores.threat_level) AS threat_level,
        dictGet('ja4_processing.dict_iplocate_asn', 'asn', scores.src_ip) AS asn_number,
        dictGet('ja4_processing.dict_iplocate_asn', 'name', scores.src_ip) AS asn_org,
        dictGet('ja4_processing.dict_iplocate_asn', 'country_code', scores.src_ip) AS country_code
    FROM ja4_processing.ml_all_scores AS scores
    WHERE scores.window_start >= toStartOfHour(vigie_time({since: String}))
      AND (scores.window_start, scores.session_id, scores.scored_at) IN (
          SELECT window_start, session_id, max(every.scored_at) AS newest_at
          FROM ja4_processing.ml_all_scores AS every
          WHERE window_start >= toStartOfHour(vigie_time({since: String}))
          GROUP BY window_start, session_id
          HAVING argMax(toString(every.threat_level), every.scored_at) IN ('MEDIUM', 'HIGH', 'CRITICAL')
      )
    ORDER BY scores.ended_at DESC, scores.session_id
    LIMIT 1 BY scores.session_id
    LIMIT {limit: UInt32}
  `,
})
