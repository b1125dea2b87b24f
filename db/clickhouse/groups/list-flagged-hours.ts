import { z } from 'zod'
import { HourCount } from '../../model/campaign.ts'
import { defineQuery } from '../define-query.ts'

/**
 * Flagged sessions of each hour since a time, oldest first: all of them, those that are in no campaign, and of these the ones
 * scored since flagged sessions were compared last (all, if they never were), or older than those that were. */
export const listFlaggedHours = defineQuery({
  name: 'listFlaggedHours',
  params: z.object({
    since: z.iso.datetime(),
    compared_at: z.string().optional(),
    /** So many are compared with each other, the newest. */
    compared_max: z.number().int().optional(),
  }),
  row: HourCount.extend({ outliers: z.number().int(), waiting: z.number().int() }),
  sql: `
    SELECT vigie_time_text(hour) AS window_start, count() AS sessions, countIf(campaign_id < 0) AS outliers,
        countIf(campaign_id < 0 AND ({compared_at: Nullable(String)} IS NULL
            OR newest_scored_at > assumeNotNull(vigie_time({compared_at: Nullable(String)})) + INTERVAL 1 SECOND
            OR place > ifNull({compared_max: Nullable(UInt64)}, place))) AS waiting
    FROM
    (
    SELECT *, row_number() OVER (ORDER BY acted_at DESC, session_id) AS place
    FROM
    (
        SELECT
            scores.window_start AS hour,
            session_id,
            max(scores.scored_at) AS newest_scored_at,
            argMax(scores.ended_at, scores.scored_at) AS acted_at,
            argMax(scores.campaign_id, scores.scored_at) AS campaign_id,
            argMax(toString(scores.threat_level), scores.scored_at) AS threat_level
        FROM ja4_processing.ml_all_scores AS scores
        WHERE scores.window_start >= toStartOfHour(vigie_time({since: String}))
        GROUP BY scores.window_start, session_id
    )
    WHERE threat_level IN ('MEDIUM', 'HIGH', 'CRITICAL')
    )
    GROUP BY hour
    ORDER BY hour
  `,
})
