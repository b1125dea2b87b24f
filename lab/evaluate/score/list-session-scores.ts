import { z } from 'zod'
import { defineQuery } from '#db/clickhouse/define-query.ts'

const Score = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN)

/** A session as the scoring cycle judged it; NaN where a voice or the coherence says nothing. */
export const ScoredSession = z.object({
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  session_id: z.string(),
  started_at: z.string(),
  ended_at: z.string(),
  hits: z.number().int(),
  anomaly_score: z.number(),
  bot_probability: Score,
  eif_score: Score,
  ae_recon_error: Score,
  knn_distance: Score,
  xgb_prob: Score,
  fingerprint_coherence_score: Score,
  threat_level: z.string(),
  decided_by: z.string(),
  model_name: z.string(),
  features: z.array(Score),
})
export type ScoredSession = z.infer<typeof ScoredSession>

/** Every scored session of an hour. */
export const listSessionScores = defineQuery({
  name: 'listSessionScores',
  params: z.object({ window_start: z.iso.datetime() }),
  row: ScoredSession,
  sql: `
    SELECT
        vigie_time_text(scores.window_start) AS window_start,
        vigie_ip_text(scores.src_ip) AS src_ip,
        toString(scores.ja4) AS ja4,
        toString(scores.host) AS host,
        session_id,
        vigie_time_text(scores.started_at) AS started_at,
        vigie_time_text(scores.ended_at) AS ended_at,
        hits,
        anomaly_score,
        bot_probability,
        eif_score,
        ae_recon_error,
        knn_distance,
        xgb_prob,
        fingerprint_coherence_score,
        toString(threat_level) AS threat_level,
        toString(decided_by) AS decided_by,
        toString(model_name) AS model_name,
        features
    FROM ja4_processing.ml_all_scores AS scores FINAL
    WHERE scores.window_start = toDateTime(vigie_time({window_start: String}), 'UTC')
    ORDER BY session_id
  `,
})
