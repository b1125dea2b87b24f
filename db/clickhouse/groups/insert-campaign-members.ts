import { z } from 'zod'
import { ThreatLevel } from '../../model/threat-level.ts'
import { defineInsert } from '../define-insert.ts'

/** A session's place in a campaign; -1 takes it out again. */
const CampaignMember = z.object({
  campaign_id: z.number().int(),
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  session_id: z.string(),
  started_at: z.string(),
  ended_at: z.string(),
  hits: z.number().int(),
  asn_number: z.number().int(),
  asn_org: z.string(),
  country_code: z.string(),
  anomaly_score: z.number(),
  threat_level: ThreatLevel,
  updated_at: z.iso.datetime(),
  membership: z.number().min(0).max(1),
  proof: z.array(z.object({ feature: z.string(), value: z.number(), campaign_median: z.number() })),
})
export type CampaignMemberRow = z.input<typeof CampaignMember>

export const insertCampaignMembers = defineInsert({ table: 'ja4_processing.campaign_members', row: CampaignMember })
