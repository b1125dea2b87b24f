import { insertCycleMetrics } from '#db/clickhouse/scores/insert-cycle-metrics.ts'
import { listUnscoredWindows } from '#db/clickhouse/scores/list-unscored-windows.ts'
import { Conflict } from '#db/model/errors.ts'
import { BUNDLED_PROFILES } from '../coherence/bundled-profiles.ts'
import { currentProfiles } from '../coherence/current-profiles.ts'
import { proposeProfiles } from '../coherence/propose-profiles.ts'
import { underRunLock } from '../detector/run-lock.ts'
import { measureDrift } from '../drift/measure-drift.ts'
import { detectFleets } from '../group/detect-fleets.ts'
import { detectScans } from '../group/detect-scans.ts'
import { updateCampaigns } from '../group/update-campaigns.ts'
import { CrawlerCheck } from '../rule-layer/find-crawlers.ts'
import { openCurrentModels, versionsOf, type CycleModels, type FoundModels } from './cycle-models.ts'
import type { CycleOptions, CycleResult } from './cycle-result.ts'
import { CycleSteps } from './cycle-steps.ts'
import { CycleTally } from './cycle-tally.ts'
import { explainFlagged } from './explain-flagged.ts'
import type { Manifest } from './manifest.ts'
import { NO_MODEL } from './model-status.ts'
import { scoreWindow } from './score-window.ts'

/** Scores are kept for seven days: an older session would be scored anew each minute, for ever. */
const SCORED_HOURS = 48
/** A cycle that has more to do leaves it to the next one. */
const SCORING_MS_MAX = 300_000
/** Drift is the change of days. */
const DRIFT_EVERY = 10

declare global {
  // Kept from one cycle to the next: names that were looked up, and when drift was measured.
  var vigie_crawler_check: CrawlerCheck | undefined
  var vigie_cycles_run: number | undefined
}

/** Scores every session that the current models have not seen as it is now; stopped anywhere, the next cycle goes on. */
export async function runScoringCycle(
  options: CycleOptions = {},
  findModels = openCurrentModels,
): Promise<CycleResult> {
  try {
    return await underRunLock('scoring', () => runCycle(options, findModels))
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    const nothing = { scored: 0, model_version: null, model_origin: null, duration_ms: 0, anomaly_rate: 0 }
    return { state: 'busy', ...nothing, detail: error.message }
  }
}

interface Cycle {
  now: Date
  since: Date
  scoring_ms_max: number
  steps: CycleSteps
  tally: CycleTally
}

async function runCycle(
  { now = new Date(), since, scoring_ms_max = SCORING_MS_MAX }: CycleOptions,
  findModels: () => Promise<FoundModels>,
): Promise<CycleResult> {
  const began = performance.now()
  const cycle: Cycle = {
    now,
    since: since ?? new Date(now.getTime() - SCORED_HOURS * 3_600_000),
    scoring_ms_max,
    steps: new CycleSteps(),
    tally: new CycleTally(),
  }
  const { steps, tally } = cycle
  const { models, problem } = await steps.time('models', findModels)
  const found = models === undefined ? {} : await runSteps(models, cycle)
  const manifest = models?.complet.manifest
  const result: CycleResult = {
    state: models === undefined ? 'no_model' : 'scored',
    scored: tally.scored,
    model_version: manifest?.model_version ?? null,
    model_origin: manifest?.origin ?? null,
    duration_ms: Math.round(performance.now() - began),
    anomaly_rate: tally.anomaly_rate,
    detail: [problem, models === undefined ? NO_MODEL : '', steps.detail, ...tally.left]
      .filter((part) => part !== '')
      .join(' '),
  }
  const { flagged, scored_by, known_bots, verified_crawlers, voice_correlation } = tally
  await insertCycleMetrics([
    {
      cycle_at: now.toISOString(),
      model_name: manifest?.model_name ?? '',
      model_version: result.model_version ?? '',
      model_origin: result.model_origin ?? '',
      ...{ scored: result.scored, flagged, scored_by, known_bots, verified_crawlers, voice_correlation },
      ...{ duration_ms: result.duration_ms, anomaly_rate: result.anomaly_rate, detail: result.detail },
      ...{ steps_ms: steps.steps_ms, failed_steps: steps.failed_steps },
      // maxRSS is told in KB.
      rss_bytes_max: process.resourceUsage().maxRSS * 1024,
      labels: manifest === undefined ? 0 : labelsOf(manifest),
      brier: manifest?.calibration.brier ?? NaN,
      ...found,
    },
  ])
  return result
}

/** Each step for itself: what fails is told, and the others' work counts. */
async function runSteps(models: CycleModels, cycle: Cycle) {
  const { now, since, steps, tally } = cycle
  await steps.attempt('score', () => scoreAll(models, cycle))
  const told = await steps.attempt('explain', () => explainFlagged(models, since, now))
  if (told !== undefined && told.waiting > 0) {
    tally.left.push(`${told.waiting} more flagged sessions wait for their reasons: each cycle gives ${told.explained}.`)
  }
  const model = models.complet
  const compared = await steps.attempt('campaigns', () => updateCampaigns({ now, model }))
  if (compared !== undefined && compared.left_out > 0) {
    tally.left.push(
      `${compared.left_out} flagged sessions of the last day were not compared for campaigns: the newest ${compared.sessions} were.`,
    )
  }
  await steps.attempt('fleets', () => detectFleets({ now }))
  await steps.attempt('scans', () => detectScans({ now }))
  await steps.attempt('browsers', () => proposeProfiles({ now }))
  const cycles = (globalThis.vigie_cycles_run ?? 0) + 1
  globalThis.vigie_cycles_run = cycles
  const drifted =
    cycles % DRIFT_EVERY === 1 ? await steps.attempt('drift', () => measureDrift({ model, now })) : undefined
  return {
    explained: told?.explained ?? 0,
    ...(drifted && {
      drift: drifted.drift,
      drift_one_way: drifted.drift_one_way,
      is_adversarial_drift: drifted.is_adversarial_drift,
      rate_changed: drifted.rate_changed,
    }),
  }
}

/** Hour by hour, the newest first: the features of an hour are worked out together. */
async function scoreAll(models: CycleModels, cycle: Cycle): Promise<void> {
  const { now, since, steps, tally, scoring_ms_max } = cycle
  const ends_at = performance.now() + scoring_ms_max
  const windows = await steps.time('windows', () =>
    listUnscoredWindows({ since: since.toISOString(), model_versions: versionsOf(models) }),
  )
  if (windows.length === 0) return
  const crawlers = (globalThis.vigie_crawler_check ??= new CrawlerCheck())
  await steps.time('rule_layer', () => crawlers.refresh())
  // What people decided lies in another database: without it the profiles that come with the product count.
  const profiles = (await steps.attempt('profiles', currentProfiles)) ?? BUNDLED_PROFILES
  let hours = 0
  for (const { window_start } of windows) {
    if (hours > 0 && performance.now() > ends_at) break
    if (!(await scoreWindow(window_start, { models, crawlers, profiles, steps, tally, now, ends_at }))) break
    hours++
  }
  const left = windows.length - hours
  if (left > 0)
    tally.left.push(`Sessions of ${left} ${left === 1 ? 'hour' : 'hours'} wait for the next cycle to be scored.`)
}

function labelsOf({ training }: Manifest): number {
  return Object.values(training.labels).reduce((sum, { human, bot }) => sum + human + bot, 0)
}
