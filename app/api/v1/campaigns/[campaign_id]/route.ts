import { z } from 'zod'
import { listCampaignHours } from '#db/clickhouse/groups/list-campaign-hours.ts'
import { listCampaigns } from '#db/clickhouse/groups/list-campaigns.ts'
import { tallyCampaign } from '#db/clickhouse/groups/tally-campaign.ts'
import { CampaignDetail, CampaignId } from '#db/model/campaign.ts'
import { NotFound } from '#db/model/errors.ts'
import { defineRoute, nothing } from '../../../handler.ts'
import { withHours } from '../../../with-hours.ts'

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
    const [found, hours, tallies] = await Promise.all([
      listCampaigns({ campaign_id, limit: 1 }),
      listCampaignHours({ campaign_ids: [campaign_id] }),
      tallyCampaign({ campaign_id }),
    ])
    const [campaign] = withHours(found, hours)
    if (campaign === undefined) throw new NotFound('There is no such campaign, or it is no longer kept.')
    const of = (wanted: string) =>
      tallies
        .filter(({ kind }) => kind === wanted)
        .map(({ value, sessions, addresses }) => ({ value, sessions, addresses }))
    return { body: { campaign, hosts: of('host'), ja4s: of('ja4'), networks: of('network') } }
  },
)
