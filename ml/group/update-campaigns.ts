import { copyScoresIntoCampaigns } from '#db/clickhouse/groups/copy-scores-into-campaigns.ts'
import { countCampaignChanges } from '#db/clickhouse/groups/count-campaign-changes.ts'
import { lastCampaignId } from '#db/clickhouse/groups/last-campaign-id.ts'
import { listCampaignMemberships } from '#db/clickhouse/groups/list-campaign-memberships.ts'
import { listFlaggedFeatures } from '#db/clickhouse/groups/list-flagged-features.ts'
import { listFlaggedHours } from '#db/clickhouse/groups/list-flagged-hours.ts'
import { renewMemberLevels } from '#db/clickhouse/groups/renew-member-levels.ts'
import { COMPARED_MAX } from '#db/model/campaign.ts'
import { campaignScaleOf } from './campaign-scale.ts'
import { findCampaigns } from './find-campaigns.ts'
import type { GroupModel } from './group-model.ts'
import { matchCampaigns } from './match-campaigns.ts'
import { renewCampaigns } from './renew-campaigns.ts'
import { storeMembers } from './store-members.ts'
import { isDue } from './throttle.ts'

const EVERY_MS = 300_000
const LOOK_BACK_MS = 24 * 3_600_000
/** As long as sessions are scored anew. */
const RENEWED_MS = 48 * 3_600_000

export interface CampaignsUpdated {
  state: 'done' | 'not_due'
  /** Campaigns that go on or began. */
  campaigns: number
  /** Of those of the last two days, whose sessions act or are flagged no more. */
  closed: number
  /** Flagged sessions that were looked at. */
  sessions: number
  /** Of these, those that resemble nobody. */
  outliers: number
  /** Sessions raised from HIGH to CRITICAL. */
  raised: number
  /** Flagged sessions that were not, since more are flagged than can be compared: the newest were. */
  left_out: number
  ms: number
}

interface Options {
  now: Date
  model: GroupModel
  every_ms?: number
}

/** Campaigns among the flagged sessions of the last 24 hours; at most every five minutes. Doing it again changes nothing. */
export async function updateCampaigns({ now, model, every_ms = EVERY_MS }: Options): Promise<CampaignsUpdated> {
  const started = performance.now()
  const nothing = { campaigns: 0, closed: 0, sessions: 0, outliers: 0, raised: 0, left_out: 0 }
  if (!isDue('campaigns', now, every_ms)) return { state: 'not_due', ...nothing, ms: performance.now() - started }
  const since = new Date(now.getTime() - LOOK_BACK_MS).toISOString()
  const [flagged, former] = await Promise.all([
    listFlaggedFeatures({ since, limit: COMPARED_MAX + 1 }),
    listCampaignMemberships({ since }),
  ])
  const sessions = flagged.slice(0, COMPARED_MAX)
  const found = findCampaigns(sessions, campaignScaleOf(model))
  const ids = matchCampaigns(
    found.map(({ members }) => members.map(({ session }) => session.session_id)),
    new Map(former.map(({ session_id, campaign_id }) => [session_id, campaign_id])),
    await lastCampaignId(),
  )
  await storeMembers({ now, sessions, found, ids, former })
  await renewMemberLevels({ since: new Date(now.getTime() - RENEWED_MS).toISOString(), now: now.toISOString() })
  const { changed, raised } = await countCampaignChanges({ since })
  if (changed > 0) await copyScoresIntoCampaigns({ since })
  const closed = await renewCampaigns({ now, found, ids, since: new Date(now.getTime() - RENEWED_MS) })
  const members = found.reduce((sum, campaign) => sum + campaign.members.length, 0)
  return {
    state: 'done',
    campaigns: found.length,
    closed,
    sessions: sessions.length,
    outliers: sessions.length - members,
    raised,
    left_out: flagged.length > COMPARED_MAX ? (await countFlagged(since)) - COMPARED_MAX : 0,
    ms: performance.now() - started,
  }
}

async function countFlagged(since: string): Promise<number> {
  const hours = await listFlaggedHours({ since })
  return hours.reduce((sum, { sessions }) => sum + sessions, 0)
}
