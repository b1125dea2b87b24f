import { insertCampaignMembers, type CampaignMemberRow } from '#db/clickhouse/groups/insert-campaign-members.ts'
import type { listCampaignMemberships } from '#db/clickhouse/groups/list-campaign-memberships.ts'
import type { FlaggedSession } from '#db/clickhouse/groups/list-flagged-features.ts'
import type { FoundCampaign } from './find-campaigns.ts'

/** A membership that moved less than this is not written again. */
const MOVED = 0.1

interface MembersToStore {
  now: Date
  sessions: readonly FlaggedSession[]
  found: readonly FoundCampaign<FlaggedSession>[]
  /** The number of each campaign that was found. */
  ids: readonly number[]
  former: Awaited<ReturnType<typeof listCampaignMemberships>>
}

/** Writes the members that changed and takes out those that left. */
export async function storeMembers({ now, sessions, found, ids, former }: MembersToStore): Promise<void> {
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
