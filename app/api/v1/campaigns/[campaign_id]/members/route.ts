import { z } from 'zod'
import { listCampaignMembers } from '#db/clickhouse/groups/list-campaign-members.ts'
import { CampaignId, CampaignMemberPage } from '#db/model/campaign.ts'
import { defineRoute, nothing } from '../../../../handler.ts'
import { readPage } from '../../../../read-page.ts'

const Key = z.object({ after_membership: z.number(), after_session_id: z.string() })

export const GET = defineRoute(
  {
    summary: 'The sessions of a campaign, each with what ties it to the others; those at its heart first',
    access: 'sessions:read',
    params: z.object({ campaign_id: CampaignId }),
    query: z.object({
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      cursor: z.string().max(1000).optional(),
    }),
    body: nothing,
    answer: {
      status: 200,
      description: 'One page; `next` is the cursor of the following one',
      schema: CampaignMemberPage,
    },
  },
  async ({ params: { campaign_id }, query: { limit, cursor }, url }) => {
    const { rows, next, headers } = await readPage(
      { binding: { list: 'campaign-members', campaign_id }, key: Key, cursor, limit, url },
      (after, count) => listCampaignMembers({ campaign_id, ...after, limit: count }),
      ({ membership, session_id }) => ({ after_membership: membership, after_session_id: session_id }),
    )
    return { body: { data: rows, next }, headers }
  },
)
