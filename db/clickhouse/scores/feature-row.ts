import { z } from 'zod'

/** A session's keys with its feature vector in the order of `view_ai_features_1h`; NaN where there is not enough evidence. */
export const FeatureRow = z.object({
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  session_id: z.string(),
  started_at: z.string(),
  ended_at: z.string(),
  hits: z.number().int(),
  // JSON has no NaN: the store writes null.
  features: z.array(
    z
      .number()
      .nullable()
      .transform((value) => value ?? NaN),
  ),
})
export type FeatureRow = z.output<typeof FeatureRow>

/** The columns of a feature row, from `view_ai_feature_vectors_1h AS rows`. */
export const FEATURE_ROW_COLUMNS = `
        vigie_time_text(rows.window_start) AS window_start,
        vigie_ip_text(rows.src_ip) AS src_ip,
        rows.ja4 AS ja4,
        rows.host AS host,
        rows.session_id AS session_id,
        vigie_time_text(rows.started_at) AS started_at,
        vigie_time_text(rows.ended_at) AS ended_at,
        rows.hits AS hits,
        rows.features AS features`
