import { z } from 'zod'
import { SessionOpinion } from '../../model/scored-session.ts'
import { defineQuery } from '../define-query.ts'

/** The newest opinion on each of these sessions, in no order; the four lists go together, one entry per session. */
export const listScoresByKey = defineQuery({
  name: 'listScoresByKey',
  params: z.object({
    windows: z.array(z.iso.datetime()),
    src_ips: z.array(z.string()),
    ja4s: z.array(z.string()),
    hosts: z.array(z.string()),
  }),
  row: SessionOpinion,
  sql: `
    SELECT
        scores.session_id AS session_id,
        scores.host AS host,
        vigie_ip_text(scores.src_ip) AS src_ip,
        scores.ja4 AS ja4,
        vigie_time_text(scores.started_at) AS started_at,
        vigie_time_text(scores.ended_at) AS ended_at,
        scores.hits AS hits,
        scores.anomaly_score AS anomaly_score,
        toString(scores.threat_level) AS threat_level,
        if(isNaN(scores.bot_probability), NULL, scores.bot_probability) AS bot_probability,
        if(isNaN(scores.eif_score), NULL, scores.eif_score) AS eif_score,
        if(isNaN(scores.ae_recon_error), NULL, scores.ae_recon_error) AS ae_recon_error,
        if(isNaN(scores.knn_distance), NULL, scores.knn_distance) AS knn_distance,
        if(isNaN(scores.xgb_prob), NULL, scores.xgb_prob) AS xgb_prob,
        if(isNaN(scores.fingerprint_coherence_score), NULL, scores.fingerprint_coherence_score) AS fingerprint_coherence_score,
        toString(scores.browser_family) AS browser_family,
        toString(scores.decided_by) AS decided_by,
        toString(scores.bot_name) AS bot_name,
        toString(scores.model_name) AS model_name,
        toString(scores.model_version) AS model_version,
        vigie_time_text(scores.scored_at) AS scored_at
    FROM ja4_processing.ml_all_scores AS scores FINAL
    WHERE (scores.window_start, scores.src_ip, scores.ja4, scores.host) IN (
        SELECT toDateTime(assumeNotNull(vigie_time(key.1)), 'UTC'), toIPv6(key.2), key.3, key.4
        FROM
        (
            SELECT arrayJoin(arrayZip(
                {windows: Array(String)}, {src_ips: Array(String)}, {ja4s: Array(String)}, {hosts: Array(String)})) AS key
        )
    )
  `,
})
