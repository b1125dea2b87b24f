import { listCampaignHours } from '#db/clickhouse/groups/list-campaign-hours.ts'
import { measureCampaigns } from '#db/clickhouse/groups/measure-campaigns.ts'
import type { Campaign, TimedCampaign } from '#db/model/campaign.ts'
import { NO_MEMBERS, severityOf } from '#db/model/campaign-severity.ts'

/** Each campaign as it stands now, with its sessions by hour. */
export async function describeCampaigns(campaigns: readonly Campaign[], now: Date): Promise<TimedCampaign[]> {
  const campaign_ids = campaigns.map(({ campaign_id }) => campaign_id)
  const [hours, measures] = await Promise.all([
    listCampaignHours({ campaign_ids }),
    measureCampaigns({ campaign_ids, now: now.toISOString() }),
  ])
  const measured = new Map(measures.map((measure) => [measure.campaign_id, measure]))
  return campaigns.map((campaign) => {
    const measure = measured.get(campaign.campaign_id) ?? NO_MEMBERS
    return {
      ...campaign,
      ...severityOf(measure, now),
      flagged: measure.flagged,
      hours: hours
        .filter(({ campaign_id }) => campaign_id === campaign.campaign_id)
        .map(({ window_start, sessions }) => ({ window_start, sessions })),
    }
  })
}
