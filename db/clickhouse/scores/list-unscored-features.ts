import { z } from 'zod'
import { ThreatLevel } from '../../model/threat-level.ts'
import { defineStream } from '../define-stream.ts'
import { FeatureRow } from './feature-row.ts'

/** A session to score, with what was said of it before. */
export const UnscoredRow = FeatureRow.extend({
  /** Empty: it was never scored. */
  former_level: ThreatLevel.or(z.literal('')),
  /** -1: in none. */
  campaign_id: z.number().int(),
})
export type UnscoredRow = z.output<typeof UnscoredRow>

/**
 * Sessions of an hour that none of these models scored, that got more requests since, or of which a rule, a challenge
 * or a crawler's name has been told since, which decides anew. In batches; one question, as the view works out a whole hour.
 */
export const streamUnscoredFeatures = defineStream({
  name: 'streamUnscoredFeatures',
  params: z.object({ window_start: z.iso.datetime(), model_versions: z.array(z.string()) }),
  row: UnscoredRow,
  sql: `
    SELECT
        vigie_time_text(rows.window_start) AS window_start,
        vigie_ip_text(rows.src_ip) AS src_ip,
        toString(rows.ja4) AS ja4,
        toString(rows.host) AS host,
        rows.session_id AS session_id,
        vigie_time_text(rows.started_at) AS started_at,
        vigie_time_text(rows.ended_at) AS ended_at,
        rows.hits AS hits,
        rows.features AS features,
        toString(scores.threat_level) AS former_level,
        if(scores.hits = 0, -1, scores.campaign_id) AS campaign_id
    FROM ja4_processing.view_ai_feature_vectors_1h AS rows
    LEFT JOIN
    (
        SELECT scored.src_ip AS src_ip, scored.ja4 AS ja4, scored.host AS host, scored.hits AS hits, scored.model_version AS model_version,
            scored.threat_level AS threat_level, scored.decided_by AS decided_by, scored.scored_at AS scored_at, scored.campaign_id AS campaign_id
        FROM ja4_processing.ml_all_scores AS scored FINAL
        WHERE scored.window_start = toDateTime(vigie_time({window_start: String}), 'UTC')
    ) AS scores ON scores.src_ip = rows.src_ip AND scores.ja4 = rows.ja4 AND scores.host = rows.host
    WHERE rows.window_start = toDateTime(vigie_time({window_start: String}), 'UTC')
      AND (
          scores.hits != rows.hits
          OR NOT has({model_versions: Array(String)}, toString(scores.model_version))
          OR scores.decided_by = 'pending_crawler'
          OR (rows.src_ip, rows.ja4, rows.host) IN (
              SELECT waiting.src_ip, waiting.ja4, waiting.host FROM ja4_processing.view_told_since_scored AS waiting
              WHERE waiting.window_start = toDateTime(vigie_time({window_start: String}), 'UTC'))
      )
  `,
})
