import { z } from 'zod'
import { CampaignSeverity } from './campaign-severity.ts'
import { ThreatLevel } from './threat-level.ts'

/** Comparing is quadratic, about five seconds at this many: of more the newest are compared. */
export const COMPARED_MAX = 8000

export const CampaignId = z.coerce.number().int().min(1).max(2_147_483_647)

/** What sets the members apart from people. */
export const CampaignTrait = z.object({
  feature: z.string(),
  median: z.number(),
  human_median: z.number(),
  /** Of the median from people's, in their standard deviations; at most 6 either way. */
  deviation: z.number(),
})
export type CampaignTrait = z.infer<typeof CampaignTrait>

/** Sessions of one hour. */
export const HourCount = z.object({ window_start: z.string(), sessions: z.number().int() })
export type HourCount = z.infer<typeof HourCount>

/** Flagged sessions that resemble each other over hours and addresses. */
export const Campaign = z.object({
  campaign_id: z.number().int(),
  updated_at: z.string(),
  /** Of its first session, and of its last one so far. */
  started_at: z.string(),
  ended_at: z.string(),
  /** As it was at `updated_at`. */
  threat_level: ThreatLevel,
  sessions: z.number().int(),
  addresses: z.number().int(),
  hits: z.number().int(),
  /** How much of its density range it lasts through, 0 to 1. */
  persistence: z.number(),
  ja4s: z.array(z.string()),
  asns: z.array(z.number().int()),
  countries: z.array(z.string()),
  hosts: z.array(z.string()),
  traits: z.array(CampaignTrait),
  reason: z.string(),
})
export type Campaign = z.infer<typeof Campaign>

/** A campaign as it stands now, with its sessions by hour. */
export const TimedCampaign = Campaign.extend({
  ...CampaignSeverity.shape,
  /** Sessions that are flagged as they are scored now. */
  flagged: z.number().int(),
  hours: z.array(HourCount),
})
export type TimedCampaign = z.infer<typeof TimedCampaign>

/** `next` is the cursor of the following page. */
export const CampaignPage = z.object({
  data: z.array(TimedCampaign),
  next: z.string().nullable(),
  as_of: z.string().nullable(),
  /** Flagged sessions that are in no campaign, by hour. */
  outliers: z.array(HourCount),
  /** Flagged sessions of the time asked for, whether in a campaign or not. */
  flagged: z.number().int(),
  /** When flagged sessions were last compared with each other; null: not within the last two days. */
  compared_at: z.string().nullable(),
  /** Of the outliers, those that were scored after that, or were too many: nobody compared them. */
  waiting: z.number().int(),
})
export type CampaignPage = z.infer<typeof CampaignPage>

/** A value that members have, and how many. */
export const Tally = z.object({ value: z.string(), sessions: z.number().int(), addresses: z.number().int() })
export type Tally = z.infer<typeof Tally>

export const CampaignDetail = z.object({
  campaign: TimedCampaign,
  hosts: z.array(Tally),
  ja4s: z.array(Tally),
  /** Networks as `AS64500 Name`; empty: no list knows it. */
  networks: z.array(Tally),
})
export type CampaignDetail = z.infer<typeof CampaignDetail>

export const CampaignMember = z.object({
  session_id: z.string(),
  window_start: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  hits: z.number().int(),
  asn_number: z.number().int(),
  asn_org: z.string(),
  country_code: z.string(),
  anomaly_score: z.number(),
  threat_level: ThreatLevel,
  /** 1 at the campaign's heart, towards 0 at its rim. */
  membership: z.number(),
  proof: z.array(z.object({ feature: z.string(), value: z.number(), campaign_median: z.number() })),
})
export type CampaignMember = z.infer<typeof CampaignMember>

export const CampaignMemberPage = z.object({ data: z.array(CampaignMember), next: z.string().nullable() })
