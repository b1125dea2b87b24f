import { z } from 'zod'
import { VoiceSummary } from '../../model/score-histogram.ts'
import { SessionFilter } from '../../model/session.ts'
import { defineQuery } from '../define-query.ts'

/** Up to `limit` sessions at MEDIUM or above and as many others, without known bots and those turned away: always the same ones of a range, evenly spread. */
export const sampleVoices = defineQuery({
  name: 'sampleVoices',
  params: SessionFilter.extend({
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    model_name: z.string().optional(),
    limit: z.number().int().min(1).max(1000),
  }),
  row: VoiceSummary.shape.sample.element,
  sql: `
    SELECT
        scores.session_id AS session_id,
        toString(scores.threat_level) AS threat_level,
        scores.anomaly_score AS anomaly_score,
        if(isNaN(scores.eif_score), NULL, scores.eif_score) AS eif_score,
        if(isNaN(scores.ae_recon_error), NULL, scores.ae_recon_error) AS ae_recon_error,
        if(isNaN(scores.knn_distance), NULL, scores.knn_distance) AS knn_distance,
        if(isNaN(scores.xgb_prob), NULL, scores.xgb_prob) AS xgb_prob
    FROM ja4_processing.ml_all_scores AS scores FINAL
    WHERE ({host: Nullable(String)} IS NULL OR scores.host = lower({host: Nullable(String)}))
      AND ({src_ip: Nullable(String)} IS NULL OR scores.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
      AND ({ja4: Nullable(String)} IS NULL OR scores.ja4 = {ja4: Nullable(String)})
      AND scores.threat_level NOT IN ('KNOWN_BOT', 'ANUBIS_DENY')
      AND ({model_name: Nullable(String)} IS NULL OR scores.model_name = {model_name: Nullable(String)})
      AND scores.window_start >= toStartOfHour(assumeNotNull(vigie_time({since: String})))
      AND scores.window_start <= assumeNotNull(vigie_time({until: String}))
      AND scores.ended_at >= assumeNotNull(vigie_time({since: String})) AND scores.started_at < assumeNotNull(vigie_time({until: String}))
    ORDER BY sipHash64(scores.src_ip, scores.ja4, scores.host, scores.window_start)
    LIMIT {limit: UInt32} BY scores.threat_level IN ('MEDIUM', 'HIGH', 'CRITICAL')
  `,
})
