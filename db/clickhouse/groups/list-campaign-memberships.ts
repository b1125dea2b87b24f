import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** Which campaign each session of windows since a time was last put into; those taken out again are left out. */
export const listCampaignMemberships = defineQuery({
  name: 'listCampaignMemberships',
  params: z.object({ since: z.iso.datetime() }),
  row: z.object({
    session_id: z.string(),
    window_start: z.string(),
    src_ip: z.string(),
    ja4: z.string(),
    host: z.string(),
    campaign_id: z.number().int(),
    membership: z.number(),
    hits: z.number().int(),
  }),
  sql: `
    SELECT
        members.session_id AS session_id,
        vigie_time_text(members.window_start) AS window_start,
        vigie_ip_text(members.src_ip) AS src_ip,
        toString(members.ja4) AS ja4,
        toString(members.host) AS host,
        members.campaign_id AS campaign_id,
        members.membership AS membership,
        members.hits AS hits
    FROM ja4_processing.campaign_members AS members FINAL
    WHERE members.window_start >= toStartOfHour(vigie_time({since: String})) AND members.campaign_id >= 0
    ORDER BY members.session_id
  `,
})
