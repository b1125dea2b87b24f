import { insertCampaigns } from '#db/clickhouse/groups/insert-campaigns.ts'
import { listCampaigns } from '#db/clickhouse/groups/list-campaigns.ts'
import { measureCampaigns } from '#db/clickhouse/groups/measure-campaigns.ts'
import { sumUpCampaigns } from '#db/clickhouse/groups/sum-up-campaigns.ts'
import type { Campaign } from '#db/model/campaign.ts'
import { type CampaignSeverity, NO_MEMBERS, severityOf } from '#db/model/campaign-severity.ts'
import { campaignReason } from './campaign-reason.ts'
import type { FoundCampaign } from './find-campaigns.ts'

/** Campaigns whose level is looked at again; more than acted within two days anywhere so far. */
const RENEWED_MAX = 1000

type CampaignRow = Parameters<typeof insertCampaigns>[0][number]
type Sum = Awaited<ReturnType<typeof sumUpCampaigns>>[number]

interface CampaignsToRenew {
  now: Date
  found: readonly FoundCampaign<unknown>[]
  /** The number of each campaign that was found. */
  ids: readonly number[]
  /** Campaigns that acted since then and were not found again are judged anew. */
  since: Date
}

/** Writes each campaign that was found as its members make it, and the others where their level is another now. Answers how many are closed. */
export async function renewCampaigns({ now, found, ids, since }: CampaignsToRenew): Promise<number> {
  const known = await listCampaigns({ since: since.toISOString(), limit: RENEWED_MAX })
  const others = known.filter(({ campaign_id }) => !ids.includes(campaign_id))
  const campaign_ids = [...ids, ...others.map(({ campaign_id }) => campaign_id)]
  if (campaign_ids.length === 0) return 0
  const updated_at = now.toISOString()
  const sums = new Map((await sumUpCampaigns({ campaign_ids })).map((sum) => [sum.campaign_id, sum]))
  const measures = await measureCampaigns({ campaign_ids, now: updated_at })
  const severities = new Map(
    campaign_ids.map((campaign_id) => [
      campaign_id,
      severityOf(measures.find((measure) => measure.campaign_id === campaign_id) ?? NO_MEMBERS, now),
    ]),
  )
  const levelOf = (campaign_id: number) => severities.get(campaign_id)?.threat_level ?? 'LOW'
  const rows = [
    ...found.flatMap((campaign, at) => {
      const sum = sums.get(ids[at] ?? -1)
      return sum === undefined ? [] : [foundRow(campaign, sum, { updated_at, threat_level: levelOf(sum.campaign_id) })]
    }),
    ...others.flatMap((campaign) => {
      const { campaign_id, sessions } = campaign
      const sum = sums.get(campaign_id)
      const threat_level = levelOf(campaign_id)
      const same = threat_level === campaign.threat_level && (sum === undefined || sum.sessions === sessions)
      return same ? [] : [knownRow(campaign, sum, { updated_at, threat_level })]
    }),
  ]
  await insertCampaigns(rows)
  return [...severities.values()].filter(({ state }) => state === 'closed').length
}

type Judged = Pick<CampaignSeverity, 'threat_level'> & { updated_at: string }

function foundRow({ traits, persistence }: FoundCampaign<unknown>, sum: Sum, judged: Judged): CampaignRow {
  return {
    ...sum,
    ...judged,
    persistence,
    traits: traits.map(({ feature, median, human_median }) => ({ feature, median, human_median })),
    trait_deviations: traits.map(({ deviation }) => deviation),
    reason: campaignReason(sum, traits),
  }
}

/** What it shares stays as it was found; a campaign that all have left keeps its last figures. */
function knownRow(campaign: Campaign, sum: Sum | undefined, judged: Judged): CampaignRow {
  const { traits, reason } = campaign
  return {
    ...campaign,
    ...sum,
    ...judged,
    traits: traits.map(({ feature, median, human_median }) => ({ feature, median, human_median })),
    trait_deviations: traits.map(({ deviation }) => deviation),
    reason: sum === undefined ? reason : campaignReason(sum, traits),
  }
}
