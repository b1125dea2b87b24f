import { z } from 'zod'
import { Campaign } from '../../model/campaign.ts'
import { defineQuery } from '../define-query.ts'

/** Campaigns that were active since a time, the one that acted last first; the `after_…` two are the last row of the previous page. */
export const listCampaigns = defineQuery({
  name: 'listCampaigns',
  params: z.object({
    since: z.iso.datetime().optional(),
    campaign_id: z.number().int().optional(),
    after_ended_at: z.string().optional(),
    after_campaign_id: z.number().int().optional(),
    limit: z.number().int().min(1).max(1001),
  }),
  row: Campaign,
  sql: `
    SELECT
        campaign_id,
        vigie_time_text(rows.updated_at) AS updated_at,
        vigie_time_text(rows.started_at) AS started_at,
        vigie_time_text(rows.ended_at) AS ended_at,
        toString(rows.threat_level) AS threat_level,
        sessions, addresses, hits, persistence, ja4s, asns, countries, hosts,
        arrayMap((trait, deviation) -> CAST((trait.1, trait.2, trait.3, deviation), 'Tuple(feature String, median Float32, human_median Float32, deviation Float32)'),
            rows.traits, arrayResize(rows.trait_deviations, length(rows.traits))) AS traits,
        reason
    FROM ja4_processing.campaigns AS rows FINAL
    WHERE ({since: Nullable(String)} IS NULL OR rows.ended_at >= vigie_time({since: Nullable(String)}))
      AND ({campaign_id: Nullable(Int32)} IS NULL OR campaign_id = {campaign_id: Nullable(Int32)})
      AND ({after_ended_at: Nullable(String)} IS NULL
        OR (rows.ended_at, campaign_id) < (assumeNotNull(vigie_time({after_ended_at: Nullable(String)})), ifNull({after_campaign_id: Nullable(Int32)}, 0)))
    ORDER BY rows.ended_at DESC, campaign_id DESC
    LIMIT {limit: UInt32}
  `,
})
