import { z } from 'zod'
import { lastComparison } from '#db/clickhouse/groups/last-comparison.ts'
import { listCampaigns } from '#db/clickhouse/groups/list-campaigns.ts'
import { listFlaggedHours } from '#db/clickhouse/groups/list-flagged-hours.ts'
import { CampaignPage, COMPARED_MAX } from '#db/model/campaign.ts'
import { asOf } from '../../as-of.ts'
import { describeCampaigns } from '../../describe-campaigns.ts'
import { defineRoute, nothing } from '../../handler.ts'
import { readPage } from '../../read-page.ts'

const Key = z.object({ after_ended_at: z.string(), after_campaign_id: z.number().int() })
const DAY_MS = 86_400_000
/** Older comparisons say nothing of what is flagged now. */
const COMPARED_MS = 2 * DAY_MS

export const GET = defineRoute(
  {
    summary:
      'Campaigns: flagged sessions that act alike, each as urgent as it is now; the one that acted last first, of the last week unless a time is given',
    access: 'sessions:read',
    params: nothing,
    query: z.object({
      since: z.iso.datetime().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
      cursor: z.string().max(1000).optional(),
    }),
    body: nothing,
    answer: {
      status: 200,
      description: 'One page; `next` is the cursor of the following one. `outliers` are flagged and resemble nobody',
      schema: CampaignPage,
    },
  },
  async ({ query: { limit, cursor, ...filter }, url }) => {
    const since = filter.since ?? new Date(Date.now() - 7 * DAY_MS).toISOString()
    const compared_at = await lastComparison({ since: new Date(Date.now() - COMPARED_MS).toISOString() })
    const [{ rows, next, headers }, flagged, as_of] = await Promise.all([
      readPage(
        { binding: { list: 'campaigns', ...filter }, key: Key, cursor, limit, url },
        (after, count) => listCampaigns({ since, ...after, limit: count }),
        ({ ended_at, campaign_id }) => ({ after_ended_at: ended_at, after_campaign_id: campaign_id }),
      ),
      listFlaggedHours({ since, compared_max: COMPARED_MAX, ...(compared_at !== undefined && { compared_at }) }),
      asOf(),
    ])
    const body = {
      data: await describeCampaigns(rows, new Date()),
      next,
      as_of,
      outliers: flagged.map(({ window_start, outliers }) => ({ window_start, sessions: outliers })),
      flagged: flagged.reduce((sum, { sessions }) => sum + sessions, 0),
      compared_at: compared_at ?? null,
      waiting: flagged.reduce((sum, { waiting }) => sum + waiting, 0),
    }
    return { body, headers }
  },
)
