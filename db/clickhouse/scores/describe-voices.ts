import { z } from 'zod'
import { VoiceSummary } from '../../model/score-histogram.ts'
import { SessionFilter } from '../../model/session.ts'
import { defineQuery } from '../define-query.ts'

/** How each voice's numbers lie in a range of time, for the sessions at MEDIUM or above and for the others; known bots and those that a challenge turned away are neither. */
export const describeVoices = defineQuery({
  name: 'describeVoices',
  params: SessionFilter.extend({
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    model_name: z.string().optional(),
  }),
  row: VoiceSummary.shape.distributions.element,
  sql: `
    SELECT
        said.1 AS voice,
        toBool(scores.threat_level IN ('MEDIUM', 'HIGH', 'CRITICAL')) AS flagged,
        count() AS sessions,
        quantiles(0.05, 0.25, 0.5, 0.75, 0.95)(toFloat64(said.2)) AS quantiles
    FROM ja4_processing.ml_all_scores AS scores FINAL
    ARRAY JOIN [
        ('eif_score', scores.eif_score),
        ('ae_recon_error', scores.ae_recon_error),
        ('knn_distance', scores.knn_distance),
        ('xgb_prob', scores.xgb_prob)
    ] AS said
    WHERE NOT isNaN(said.2)
      AND ({host: Nullable(String)} IS NULL OR scores.host = lower({host: Nullable(String)}))
      AND ({src_ip: Nullable(String)} IS NULL OR scores.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
      AND ({ja4: Nullable(String)} IS NULL OR scores.ja4 = {ja4: Nullable(String)})
      AND scores.threat_level NOT IN ('KNOWN_BOT', 'ANUBIS_DENY')
      AND ({model_name: Nullable(String)} IS NULL OR scores.model_name = {model_name: Nullable(String)})
      AND scores.window_start >= toStartOfHour(assumeNotNull(vigie_time({since: String})))
      AND scores.window_start <= assumeNotNull(vigie_time({until: String}))
      AND scores.ended_at >= assumeNotNull(vigie_time({since: String})) AND scores.started_at < assumeNotNull(vigie_time({until: String}))
    GROUP BY voice, flagged
    ORDER BY voice, flagged
  `,
})
