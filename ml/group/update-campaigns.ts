import type { GroupModel } from './group-model.ts'
import { isDue } from './throttle.ts'

const EVERY_MS = 300_000

export interface CampaignsUpdated {
  state: 'done' | 'not_due'
  /** Campaigns that go on or began. */
  campaigns: number
  /** Flagged sessions that were looked at. */
  sessions: number
  /** Of these, those that resemble nobody. */
  outliers: number
  /** Sessions raised from HIGH to CRITICAL. */
  raised: number
  /** More sessions were flagged than can be compared: the newest were. */
  capped: boolean
  ms: number
}

/** Campaigns among the flagged sessions of the last 24 hours; at most every five minutes. */
export function updateCampaigns({
  now,
}: {
  now: Date
  model: GroupModel
  every_ms?: number
}): Promise<CampaignsUpdated> {
  const started = performance.now()
  const state = isDue('campaigns', now, EVERY_MS) ? 'done' : 'not_due'
  return Promise.resolve({
    state,
    campaigns: 0,
    sessions: 0,
    outliers: 0,
    raised: 0,
    capped: false,
    ms: performance.now() - started,
  })
}
