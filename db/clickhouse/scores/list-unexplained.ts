import { z } from 'zod'
import { defineQuery } from '../define-query.ts'
import { FeatureRow } from './feature-row.ts'

const known = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN)

/** What the model flagged since a time and nobody explained yet, with the features that it saw; the gravest first. */
export const listUnexplained = defineQuery({
  name: 'listUnexplained',
  params: z.object({ since: z.iso.datetime(), limit: z.number().int().min(1) }),
  row: FeatureRow.pick({
    window_start: true,
    src_ip: true,
    ja4: true,
    host: true,
    session_id: true,
    hits: true,
  }).extend({
    features: FeatureRow.shape.features,
    fingerprint_coherence_score: known,
    coherence_axes: z.record(z.string(), z.number()),
    first_detected_at: z.string(),
    threat_level: z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
    anomaly_score: known,
    raw_anomaly_score: known,
    bot_probability: known,
    model_name: z.string(),
    model_version: z.string(),
    recurrence: z.number().int(),
    /** What is to be said before the reasons; mostly empty. */
    reason: z.string(),
    bot_name: z.string(),
    browser_family: z.string(),
    anubis_bot_name: z.string(),
    anubis_bot_action: z.string(),
    asn_number: z.number().int(),
    asn_org: z.string(),
    asn_detail: z.string(),
    asn_domain: z.string(),
    asn_label: z.string(),
    country_code: z.string(),
    campaign_id: z.number().int(),
  }),
  role: 'writer',
  sql: `
    SELECT
        vigie_time_text(flagged.window_start) AS window_start,
        vigie_ip_text(flagged.src_ip) AS src_ip,
        toString(flagged.ja4) AS ja4,
        toString(flagged.host) AS host,
        flagged.session_id AS session_id,
        flagged.hits AS hits,
        arrayMap(each -> toFloat64(each), scores.features) AS features,
        toNullable(scores.fingerprint_coherence_score) AS fingerprint_coherence_score,
        scores.coherence_axes AS coherence_axes,
        vigie_time_text(flagged.first_detected_at) AS first_detected_at,
        toString(flagged.threat_level) AS threat_level,
        toNullable(flagged.anomaly_score) AS anomaly_score,
        toNullable(flagged.raw_anomaly_score) AS raw_anomaly_score,
        toNullable(flagged.bot_probability) AS bot_probability,
        toString(flagged.model_name) AS model_name,
        toString(flagged.model_version) AS model_version,
        flagged.recurrence AS recurrence,
        flagged.reason AS reason,
        toString(flagged.bot_name) AS bot_name,
        toString(flagged.browser_family) AS browser_family,
        toString(flagged.anubis_bot_name) AS anubis_bot_name,
        toString(flagged.anubis_bot_action) AS anubis_bot_action,
        flagged.asn_number AS asn_number,
        toString(flagged.asn_org) AS asn_org,
        toString(flagged.asn_detail) AS asn_detail,
        toString(flagged.asn_domain) AS asn_domain,
        toString(flagged.asn_label) AS asn_label,
        toString(flagged.country_code) AS country_code,
        flagged.campaign_id AS campaign_id
    FROM
    (
        SELECT *
        FROM ja4_processing.ml_detected_anomalies FINAL
        WHERE window_start >= toStartOfHour(vigie_time({since: String}))
          AND rule = '' AND empty(reasons) AND NOT endsWith(reason, 'No single feature stands out.') AND threat_level IN ('MEDIUM', 'HIGH', 'CRITICAL')
        ORDER BY anomaly_score DESC, session_id
        LIMIT {limit: UInt32}
    ) AS flagged
    INNER JOIN
    (
        SELECT session_id, argMax(tuple(scored.features, scored.fingerprint_coherence_score, scored.coherence_axes), scored.scored_at) AS newest,
            newest.1 AS features, newest.2 AS fingerprint_coherence_score, newest.3 AS coherence_axes
        FROM ja4_processing.ml_all_scores AS scored
        WHERE (window_start, src_ip, ja4, host) IN (
            SELECT window_start, src_ip, ja4, host
            FROM ja4_processing.ml_detected_anomalies FINAL
            WHERE window_start >= toStartOfHour(vigie_time({since: String}))
              AND rule = '' AND empty(reasons) AND NOT endsWith(reason, 'No single feature stands out.') AND threat_level IN ('MEDIUM', 'HIGH', 'CRITICAL')
            ORDER BY anomaly_score DESC, session_id
            LIMIT {limit: UInt32})
        GROUP BY session_id
    ) AS scores ON scores.session_id = flagged.session_id
  `,
})
