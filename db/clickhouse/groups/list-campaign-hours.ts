import { z } from 'zod'
import { HourCount } from '../../model/campaign.ts'
import { defineQuery } from '../define-query.ts'

/** How many sessions these campaigns had in each hour, oldest first. */
export const listCampaignHours = defineQuery({
  name: 'listCampaignHours',
  params: z.object({ campaign_ids: z.array(z.number().int()) }),
  row: HourCount.extend({ campaign_id: z.number().int() }),
  sql: `
    SELECT campaign_id, vigie_time_text(members.window_start) AS window_start, count() AS sessions
    FROM ja4_processing.campaign_members AS members FINAL
    WHERE has({campaign_ids: Array(Int32)}, campaign_id)
    GROUP BY campaign_id, members.window_start
    ORDER BY campaign_id, members.window_start
  `,
})
