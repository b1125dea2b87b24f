import { z } from 'zod'
import { CampaignMember } from '../../model/campaign.ts'
import { defineQuery } from '../define-query.ts'

/** The sessions of a campaign, each at the level that it has now, those at its heart first; the `after_…` two are the last row of the previous page. */
export const listCampaignMembers = defineQuery({
  name: 'listCampaignMembers',
  params: z.object({
    campaign_id: z.number().int(),
    after_membership: z.number().optional(),
    after_session_id: z.string().optional(),
    limit: z.number().int().min(1).max(1001),
  }),
  row: CampaignMember,
  sql: `
    SELECT
        session_id,
        vigie_time_text(members.window_start) AS window_start,
        vigie_ip_text(members.src_ip) AS src_ip,
        toString(members.ja4) AS ja4,
        toString(members.host) AS host,
        hits, asn_number, toString(members.asn_org) AS asn_org, toString(members.country_code) AS country_code,
        anomaly_score,
        if(told.threat_level = '', toString(members.threat_level), told.threat_level) AS threat_level,
        toFloat64(members.membership) AS membership, proof
    FROM ja4_processing.campaign_members AS members FINAL
    LEFT JOIN
    (
        -- What company raised, or a rule or a list said since, stands in the newest score.
        SELECT session_id, argMax(toString(scores.threat_level), scores.scored_at) AS threat_level
        FROM ja4_processing.ml_all_scores AS scores
        WHERE (scores.window_start, scores.session_id) IN (
            SELECT window_start, session_id FROM ja4_processing.campaign_members WHERE campaign_id = {campaign_id: Int32})
        GROUP BY session_id
    ) AS told ON told.session_id = members.session_id
    WHERE campaign_id = {campaign_id: Int32}
      AND ({after_membership: Nullable(Float64)} IS NULL
        OR (toFloat64(members.membership), session_id) < (assumeNotNull({after_membership: Nullable(Float64)}), ifNull({after_session_id: Nullable(String)}, '')))
    ORDER BY members.membership DESC, session_id DESC
    LIMIT {limit: UInt32}
  `,
})
