import { z } from 'zod'
import { listCampaigns } from '#db/clickhouse/groups/list-campaigns.ts'
import { tallyCampaign } from '#db/clickhouse/groups/tally-campaign.ts'
import { CampaignDetail, CampaignId } from '#db/model/campaign.ts'
import { NotFound } from '#db/model/errors.ts'
import { describeCampaigns } from '../../../describe-campaigns.ts'
import { defineRoute, nothing } from '../../../handler.ts'

export const GET = defineRoute(
  {
    summary: 'One campaign: what its members share, where from and on which hosts',
    access: 'sessions:read',
    params: z.object({ campaign_id: CampaignId }),
    query: nothing,
    body: nothing,
    has_etag: true,
    answer: { status: 200, description: 'The campaign', schema: CampaignDetail },
  },
  async ({ params: { campaign_id } }) => {
    const [found, tallies] = await Promise.all([
      listCampaigns({ campaign_id, limit: 1 }),
      tallyCampaign({ campaign_id }),
    ])
    const [campaign] = await describeCampaigns(found, new Date())
    if (campaign === undefined) throw new NotFound('There is no such campaign, or it is no longer kept.')
    const of = (wanted: string) =>
      tallies
        .filter(({ kind }) => kind === wanted)
        .map(({ value, sessions, addresses }) => ({ value, sessions, addresses }))
    return { body: { campaign, hosts: of('host'), ja4s: of('ja4'), networks: of('network') } }
  },
)
