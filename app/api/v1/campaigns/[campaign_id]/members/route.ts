import { z } from 'zod'
import { listCampaignMembers } from '#db/clickhouse/groups/list-campaign-members.ts'
import { CampaignId, CampaignMemberPage } from '#db/model/campaign.ts'
import { decodeCursor, encodeCursor } from '../../../../cursor.ts'
import { defineRoute, nothing } from '../../../../handler.ts'
import { nextLink } from '../../../../next-link.ts'

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
    const binding = { list: 'campaign-members', campaign_id }
    const key = cursor === undefined ? {} : decodeCursor(binding, cursor, Key)
    const rows = await listCampaignMembers({ campaign_id, ...key, limit: limit + 1 })
    const data = rows.slice(0, limit)
    const last = data.at(-1)
    const next =
      rows.length <= limit || last === undefined
        ? null
        : encodeCursor(binding, {
            after_membership: last.membership,
            after_session_id: last.session_id,
          } satisfies z.infer<typeof Key>)
    return { body: { data, next }, headers: nextLink(url, next) }
  },
)
