import { z } from 'zod'
import { defineQuery, type CallOptions } from '../define-query.ts'

const query = defineQuery({
  name: 'lastCampaignId',
  params: z.object({}),
  row: z.object({ campaign_id: z.number().int() }),
  sql: `
    SELECT greatest(
        (SELECT max(campaign_id) FROM ja4_processing.campaigns),
        (SELECT max(campaign_id) FROM ja4_processing.campaign_members)
    ) AS campaign_id
  `,
})

/** The highest number that a campaign has; 0 before the first. */
export async function lastCampaignId(options?: CallOptions): Promise<number> {
  const rows = await query({}, options)
  return Math.max(0, rows[0]?.campaign_id ?? 0)
}
