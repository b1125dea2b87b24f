import { insertCampaignMembers, type CampaignMemberRow } from '#db/clickhouse/groups/insert-campaign-members.ts'
import { insertCampaigns } from '#db/clickhouse/groups/insert-campaigns.ts'
import type { listCampaignMemberships } from '#db/clickhouse/groups/list-campaign-memberships.ts'
import type { FlaggedSession } from '#db/clickhouse/groups/list-flagged-features.ts'
import { sumUpCampaigns } from '#db/clickhouse/groups/sum-up-campaigns.ts'
import { rankOf } from '#db/model/threat-level.ts'
import { campaignReason } from './campaign-reason.ts'
import type { FoundCampaign } from './find-campaigns.ts'

/** HIGH becomes CRITICAL in company of this many. */
const COMPANY = 5
/** A membership that moved less than this is not written again. */
const MOVED = 0.1

interface CampaignsToStore {
  now: Date
  sessions: readonly FlaggedSession[]
  found: readonly FoundCampaign<FlaggedSession>[]
  /** The number of each campaign that was found. */
  ids: readonly number[]
  former: Awaited<ReturnType<typeof listCampaignMemberships>>
}

/** Writes the members that changed, takes out those that left, and then each campaign as its members make it. */
export async function storeCampaigns({ now, sessions, found, ids, former }: CampaignsToStore): Promise<void> {
  const updated_at = now.toISOString()
  const known = new Map(former.map((member) => [member.session_id, member]))
  const joined = found.flatMap(({ members }, at) =>
    members.map(({ session, membership, proof }) => ({
      ...keysOf(session),
      campaign_id: ids[at] ?? -1,
      updated_at,
      membership,
      proof,
    })),
  )
  const inside = new Set(joined.map(({ session_id }) => session_id))
  const changed = joined.filter((member) => {
    const was = known.get(member.session_id)
    if (was?.campaign_id !== member.campaign_id || was.hits !== member.hits) return true
    return Math.abs(was.membership - member.membership) > MOVED
  })
  const gone = sessions
    .filter(({ session_id }) => known.has(session_id) && !inside.has(session_id))
    .map((session) => ({ ...keysOf(session), campaign_id: -1, updated_at, membership: 0, proof: [] }))
  await insertCampaignMembers([...changed, ...gone])
  if (found.length === 0) return
  const sums = new Map((await sumUpCampaigns({ campaign_ids: [...ids] })).map((sum) => [sum.campaign_id, sum]))
  const rows = found.flatMap((campaign, at) => {
    const sum = sums.get(ids[at] ?? -1)
    if (sum === undefined) return []
    const { traits, persistence } = campaign
    const threat_level = levelOf(campaign)
    return [
      {
        ...sum,
        updated_at,
        threat_level,
        persistence,
        traits: traits.map(({ feature, median, human_median }) => ({ feature, median, human_median })),
        trait_deviations: traits.map(({ deviation }) => deviation),
        reason: campaignReason(sum, traits),
      },
    ]
  })
  await insertCampaigns(rows)
}

/** The highest of its members; HIGH in company is CRITICAL. */
function levelOf({ members }: FoundCampaign<FlaggedSession>): 'MEDIUM' | 'HIGH' | 'CRITICAL' {
  const rank = Math.max(...members.map(({ session }) => rankOf(session.threat_level)))
  if (rank >= rankOf('HIGH') && members.length >= COMPANY) return 'CRITICAL'
  return rank >= rankOf('HIGH') ? 'HIGH' : 'MEDIUM'
}

function keysOf(
  session: FlaggedSession,
): Omit<CampaignMemberRow, 'campaign_id' | 'updated_at' | 'membership' | 'proof'> {
  const { window_start, src_ip, ja4, host, session_id, started_at, ended_at, hits } = session
  const { asn_number, asn_org, country_code, anomaly_score, threat_level } = session
  const where = { asn_number, asn_org, country_code }
  return {
    window_start,
    src_ip,
    ja4,
    host,
    session_id,
    started_at,
    ended_at,
    hits,
    ...where,
    anomaly_score,
    threat_level,
  }
}
