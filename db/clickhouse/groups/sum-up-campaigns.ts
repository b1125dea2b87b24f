import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** What the members of these campaigns add up to, over their whole life as far as it is kept. */
export const sumUpCampaigns = defineQuery({
  name: 'sumUpCampaigns',
  params: z.object({ campaign_ids: z.array(z.number().int()) }),
  row: z.object({
    campaign_id: z.number().int(),
    started_at: z.string(),
    ended_at: z.string(),
    sessions: z.number().int(),
    addresses: z.number().int(),
    hits: z.number().int(),
    ja4s: z.array(z.string()),
    asns: z.array(z.number().int()),
    countries: z.array(z.string()),
    hosts: z.array(z.string()),
  }),
  sql: `
    SELECT
        members.campaign_id AS campaign_id,
        vigie_time_text(min(members.started_at)) AS started_at,
        vigie_time_text(max(members.ended_at)) AS ended_at,
        count() AS sessions,
        uniqExact(members.src_ip) AS addresses,
        sum(members.hits) AS hits,
        topKIf(100)(toString(members.ja4), members.ja4 != '') AS ja4s,
        topKIf(100)(members.asn_number, members.asn_number != 0) AS asns,
        topKIf(100)(toString(members.country_code), members.country_code != '') AS countries,
        topK(100)(toString(members.host)) AS hosts
    FROM ja4_processing.campaign_members AS members FINAL
    WHERE has({campaign_ids: Array(Int32)}, members.campaign_id)
    GROUP BY members.campaign_id
    ORDER BY members.campaign_id
  `,
})
