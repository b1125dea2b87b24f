import { z } from 'zod'
import { Tally } from '../../model/campaign.ts'
import { defineQuery } from '../define-query.ts'

/** The hosts, JA4s and networks of a campaign's members, the commonest first, at most fifty of each. */
export const tallyCampaign = defineQuery({
  name: 'tallyCampaign',
  params: z.object({ campaign_id: z.number().int() }),
  row: Tally.extend({ kind: z.enum(['host', 'ja4', 'network']) }),
  sql: `
    SELECT what.1 AS kind, what.2 AS value, count() AS sessions, uniqExact(src_ip) AS addresses
    FROM
    (
        SELECT
            src_ip,
            arrayJoin([
                ('host', toString(host)),
                ('ja4', toString(ja4)),
                ('network', if(asn_number = 0, '', concat('AS', toString(asn_number), ' ', toString(asn_org))))
            ]) AS what
        FROM ja4_processing.campaign_members FINAL
        WHERE campaign_id = {campaign_id: Int32}
    )
    GROUP BY what
    ORDER BY sessions DESC, value
    LIMIT 50 BY what.1
  `,
})
