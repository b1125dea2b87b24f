import { z } from 'zod'

/** What a campaign's members are now. Live ones are flagged and acted within the last day. */
export const CampaignMeasure = z.object({
  members: z.number().int(),
  /** At MEDIUM or above as they are scored now. */
  flagged: z.number().int(),
  /** Acted within the last day, whether flagged or not. */
  current: z.number().int(),
  live: z.number().int(),
  /** Live at HIGH or CRITICAL. */
  grave: z.number().int(),
  /** Live, and a rule speaks of them. */
  ruled: z.number().int(),
  /** Of the live ones: addresses, networks, hosts. */
  addresses: z.number().int(),
  networks: z.number().int(),
  hosts: z.number().int(),
  /** Live ones that acted within the last two hours. */
  recent: z.number().int(),
  /** When the first of those that acted within the day did, and the last flagged one; empty when there is none. */
  first_acted_at: z.string(),
  last_flagged_at: z.string(),
})
export type CampaignMeasure = z.infer<typeof CampaignMeasure>

/** Of a campaign that all members have left. */
export const NO_MEMBERS: CampaignMeasure = {
  ...{ members: 0, flagged: 0, current: 0, live: 0, grave: 0, ruled: 0, recent: 0 },
  ...{ addresses: 0, networks: 0, hosts: 0, first_acted_at: '', last_flagged_at: '' },
}

const CampaignState = z.enum(['active', 'quiet', 'closed'])

export const CampaignSeverity = z.object({
  /** LOW once it is closed, whatever it was. */
  threat_level: z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
  /** `quiet`: nothing of it for two hours; `closed`: nothing for a day, or no session of it is flagged any more. */
  state: CampaignState,
  severity_reason: z.string(),
})
export type CampaignSeverity = z.infer<typeof CampaignSeverity>

const HOUR_MS = 3_600_000
const RECENT_HOURS = 2
const STALE_HOURS = 6
const DAY_HOURS = 24
const WORDS = { LOW: 'Low', MEDIUM: 'Medium', HIGH: 'High', CRITICAL: 'Critical' } as const

interface Part {
  words: string
  points: number
}

/** How urgent a campaign is at a time: by its members' levels, their number and spread, whether it grows, and how long ago it acted. */
export function severityOf(measure: CampaignMeasure, now: Date): CampaignSeverity {
  const closed = whyClosed(measure, now)
  if (closed !== '') return { threat_level: 'LOW', state: 'closed', severity_reason: `Closed: ${closed}.` }
  const quiet_hours = hoursSince(measure.last_flagged_at, now)
  const parts = [...membersOf(measure), ...reachOf(measure), ...paceOf(measure, quiet_hours, now)]
  const threat_level = levelOf(
    parts.reduce((sum, { points }) => sum + points, 0),
    isGrave(measure),
  )
  const words = parts.map((part) => `${part.words} (${part.points > 0 ? '+' : '−'}${Math.abs(part.points)})`)
  return {
    threat_level,
    state: quiet_hours < RECENT_HOURS ? 'active' : 'quiet',
    severity_reason: `${WORDS[threat_level]}: ${words.length === 0 ? 'few sessions below High' : words.join(', ')}.`,
  }
}

/** Members of MEDIUM alone are not CRITICAL together, however many. */
function levelOf(points: number, is_grave: boolean): CampaignSeverity['threat_level'] {
  if (points >= 5 && is_grave) return 'CRITICAL'
  if (points >= 3) return 'HIGH'
  return points >= 1 ? 'MEDIUM' : 'LOW'
}

function isGrave({ grave, live }: CampaignMeasure): boolean {
  return 2 * grave >= live
}

function whyClosed({ members, flagged, live, last_flagged_at }: CampaignMeasure, now: Date): string {
  if (members === 0) return 'its sessions belong to other campaigns now'
  if (flagged === 0) return `none of its ${members} sessions is flagged any more`
  return live === 0 ? `nothing of it was seen for ${spanWords(hoursSince(last_flagged_at, now))}` : ''
}

/** What its members are: company makes HIGH of them CRITICAL, so the two are one here. */
function membersOf(measure: CampaignMeasure): Part[] {
  const { live, current, ruled } = measure
  return [
    ...(isGrave(measure) ? [{ words: 'half of its sessions or more at High and above', points: 2 }] : []),
    ...(5 * ruled >= live ? [{ words: `rules speak of ${ruled} of its sessions`, points: 1 }] : []),
    ...(2 * live < current
      ? [{ words: 'most of its sessions of the last day are not flagged any more', points: -1 }]
      : []),
  ]
}

function reachOf({ live, addresses, networks, hosts }: CampaignMeasure): Part[] {
  const spread = [
    ...(addresses >= 25 ? [`${addresses} addresses`] : []),
    ...(networks >= 5 ? [`${networks} networks`] : []),
    ...(hosts >= 5 ? [`${hosts} hosts`] : []),
  ].join(' and ')
  return [
    ...(live >= 10 ? [{ words: `${live} sessions within a day`, points: live >= 50 ? 2 : 1 }] : []),
    ...(spread === '' ? [] : [{ words: spread, points: 1 }]),
  ]
}

function paceOf({ current, recent, first_acted_at }: CampaignMeasure, quiet_hours: number, now: Date): Part[] {
  if (quiet_hours >= RECENT_HOURS) {
    return [{ words: `quiet for ${spanWords(quiet_hours)}`, points: quiet_hours >= STALE_HOURS ? -2 : -1 }]
  }
  const before = current - recent
  const hours = Math.max(1, hoursSince(first_acted_at, now) - RECENT_HOURS)
  // What has just begun has no pace yet that it could exceed: its size speaks.
  const grows = before > 0 && recent >= 5 && recent / RECENT_HOURS > (2 * before) / hours
  return grows ? [{ words: `${recent} sessions within two hours, it grows`, points: 1 }] : []
}

function hoursSince(time: string, now: Date): number {
  return Math.max(0, (now.getTime() - Date.parse(time)) / HOUR_MS)
}

function spanWords(hours: number): string {
  const [count, unit] = hours >= 2 * DAY_HOURS ? [Math.floor(hours / DAY_HOURS), 'day'] : [Math.floor(hours), 'hour']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
