import { aRequest } from '../model/request.builder.ts'
import { insertCampaignMembers } from './groups/insert-campaign-members.ts'
import { insertCampaigns } from './groups/insert-campaigns.ts'
import { insertFleets } from './groups/insert-fleets.ts'
import { insertScans } from './groups/insert-scans.ts'
import { insertRaw } from './store.fixture.ts'

const FLEET_ID = '0123456789abcdef'
const SCAN_ID = 'fedcba9876543210'
const HIGHEST = 1e15

interface Seeded {
  session_id: string
  window_start: string
  since: string
  until: string
}

/** Parameters for each query of the groups. */
export function groupExamples({ session_id, since, until }: Seeded): Record<string, object[]> {
  return {
    listFlaggedFeatures: [{ since, limit: 10 }],
    listCampaignMemberships: [{ since }],
    lastCampaignId: [{}],
    sumUpCampaigns: [{ campaign_ids: [7] }],
    measureCampaigns: [{ campaign_ids: [7], now: until }],
    countCampaignChanges: [{ since }],
    listCampaigns: [{ limit: 10 }, { limit: 10, since, campaign_id: 7, after_ended_at: until, after_campaign_id: 9 }],
    listCampaignHours: [{ campaign_ids: [7] }],
    listFlaggedHours: [{ since }, { since, compared_at: until, compared_max: 5 }],
    lastComparison: [{ since }],
    listCampaignMembers: [
      { campaign_id: 7, limit: 10 },
      { campaign_id: 7, limit: 10, after_membership: 2, after_session_id: 'zz' },
    ],
    tallyCampaign: [{ campaign_id: 7 }],
    getSessionCampaign: [{ session_id }],
    listFleetEdges: [{ since, min_addresses: 2, limit: 10 }],
    listFleetClients: [{ since, min_addresses: 2, profile_keys: [], per_profile: 5, limit: 10 }],
    listFleetPaths: [{ since, src_ips: ['192.0.2.7'], limit: 10 }],
    listRecentFleets: [{ since }],
    listFleets: [
      { sort: 'growth', limit: 10 },
      { sort: 'score', limit: 10, since, fleet_id: FLEET_ID, after_rank: HIGHEST, after_fleet_id: 'ff' },
    ],
    getFleetEvidence: [{ fleet_id: FLEET_ID }],
    listFleetHours: [{ fleet_id: FLEET_ID }],
    listFleetsOfClient: [{ src_ip: '192.0.2.7', ja4: aRequest().ja4, from: since, until }],
    listScanCandidates: [{ since, min_paths: 1, limit: 10 }],
    listScanPaths: [{ since, src_ips: ['192.0.2.7'], hosts: ['shop.example', 'other.example'], limit: 10 }],
    listScans: [{ limit: 10 }, { limit: 10, since, after_detected_at: until, after_scan_id: 'ff' }],
    listScansOfAddress: [{ src_ip: '192.0.2.7', from: since, until }],
  }
}

/** A campaign with one member, a fleet and a scanner. */
export async function seedGroups({ session_id, window_start }: Seeded, time: string): Promise<void> {
  await insertRaw([aRequest({ time, host: 'other.example', path: '/next' })])
  const where = { ja4s: [aRequest().ja4], asns: [64500], countries: ['FR'], hosts: ['shop.example'] }
  const size = { sessions: 1, addresses: 1, hits: 2, reason: 'one' }
  const proof = [{ feature: 'hdr_count', value: 4, campaign_median: 4 }]
  await insertCampaignMembers([
    {
      ...{ campaign_id: 7, window_start, session_id, src_ip: '192.0.2.7', ja4: aRequest().ja4, host: 'shop.example' },
      ...{ started_at: time, ended_at: time, hits: 2, asn_number: 64500, asn_org: 'Example', country_code: 'FR' },
      ...{ anomaly_score: 0.7, threat_level: 'HIGH', updated_at: time, membership: 1, proof },
    },
  ])
  await insertCampaigns([
    {
      ...{ campaign_id: 7, updated_at: time, started_at: time, ended_at: time, threat_level: 'HIGH', persistence: 0.5 },
      ...{ ...where, ...size, traits: [{ feature: 'hdr_count', median: 4, human_median: 14 }], trait_deviations: [-6] },
    },
  ])
  await insertFleets([
    {
      ...{ ...where, ...size, detected_at: time, window_start, fleet_id: FLEET_ID, fleet_score: 0.9, coherence: 0.9 },
      ...{ background_coherence: 0.4, modularity: 0.5, shared: { ja4: 'x' }, likeness: { paths: 1 } },
      ...{ background_likeness: { paths: 0.2 }, path_examples: ['/'] },
      members: [{ src_ip: '192.0.2.7', ja4: aRequest().ja4, asn: 64500, sessions: 1, proof: 'alike' }],
    },
  ])
  await insertScans([
    {
      ...{ detected_at: time, window_start, scan_id: SCAN_ID, kind: 'address', started_at: time, ended_at: time },
      ...{ ja4: '', header_order_signature: '', user_agent: '', addresses: ['192.0.2.7'], address_count: 1, asns: [] },
      ...{ hosts: ['a.example', 'b.example'], hits: 9, count_4xx: 9, jaccard: 1, paths: 5, path_examples: ['/x'] },
      ...{ proof: [{ one: 'a.example', other: 'b.example', shared: 5, either: 5 }], reason: 'one' },
    },
  ])
}
