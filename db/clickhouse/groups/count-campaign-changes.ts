import { z } from 'zod'
import { defineQuery, type CallOptions } from '../define-query.ts'

const query = defineQuery({
  name: 'countCampaignChanges',
  params: z.object({ since: z.iso.datetime() }),
  row: z.object({ changed: z.number().int(), raised: z.number().int() }),
  sql: `
    SELECT
        countIf(scored.campaign_id != joined.campaign_id OR scored.threat_level = 'HIGH' AND joined.is_raised) AS changed,
        countIf(scored.threat_level = 'HIGH' AND joined.is_raised) AS raised
    FROM
    (
        SELECT window_start, session_id,
            argMax(scores.campaign_id, scores.scored_at) AS campaign_id,
            argMax(toString(scores.threat_level), scores.scored_at) AS threat_level
        FROM ja4_processing.ml_all_scores AS scores
        WHERE window_start >= toStartOfHour(vigie_time({since: String}))
        GROUP BY window_start, session_id
    ) AS scored
    INNER JOIN
    (
        SELECT members.window_start AS window_start, members.session_id AS session_id, members.campaign_id AS campaign_id,
            members.campaign_id >= 0
                AND countIf(members.threat_level IN ('MEDIUM', 'HIGH', 'CRITICAL')) OVER (PARTITION BY members.campaign_id) >= 5 AS is_raised
        FROM ja4_processing.campaign_members AS members FINAL
        WHERE members.window_start >= toStartOfHour(vigie_time({since: String}))
    ) AS joined ON joined.window_start = scored.window_start AND joined.session_id = scored.session_id
  `,
})

/** Scores whose row does not say yet what `copyScoresIntoCampaigns` would write, and how many of these go from HIGH to CRITICAL. */
export async function countCampaignChanges(
  params: { since: string },
  options?: CallOptions,
): Promise<{ changed: number; raised: number }> {
  const rows = await query(params, options)
  return rows[0] ?? { changed: 0, raised: 0 }
}
