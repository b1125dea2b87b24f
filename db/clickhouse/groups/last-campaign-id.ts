import { z } from 'zod'
import { defineQuery, type CallOptions } from '../define-query.ts'

const query = defineQuery({
  name: 'lastCampaignId',
  params: z.object({}),
  row: z.object({ campaign_id: z.number().int() }),
  sql: `
    SELECT max(campaign_id) AS campaign_id
    FROM
    (
        SELECT campaign_id FROM ja4_processing.campaigns
        UNION ALL
        SELECT campaign_id FROM ja4_processing.campaign_members
    )
  `,
})

/** The highest number that a campaign has; 0 before the first. */
export async function lastCampaignId(options?: CallOptions): Promise<number> {
  const rows = await query({}, options)
  return Math.max(0, rows[0]?.campaign_id ?? 0)
}
