import type { Campaign, HourCount, TimedCampaign } from '#db/model/campaign.ts'

/** Each campaign with its sessions by hour. */
export function withHours(
  campaigns: readonly Campaign[],
  hours: readonly (HourCount & { campaign_id: number })[],
): TimedCampaign[] {
  return campaigns.map((campaign) => ({
    ...campaign,
    hours: hours
      .filter(({ campaign_id }) => campaign_id === campaign.campaign_id)
      .map(({ window_start, sessions }) => ({ window_start, sessions })),
  }))
}
