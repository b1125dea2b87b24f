import type { FeatureRow } from '#db/clickhouse/scores/feature-row.ts'
import { insertCycleMetrics } from '#db/clickhouse/scores/insert-cycle-metrics.ts'
import { insertScores } from '#db/clickhouse/scores/insert-scores.ts'
import { listUnscoredFeatures } from '#db/clickhouse/scores/list-unscored-features.ts'
import { listUnscoredWindows } from '#db/clickhouse/scores/list-unscored-windows.ts'
import { Conflict } from '#db/model/errors.ts'
import { underRunLock } from '../detector/run-lock.ts'
import type { CycleOptions, CycleResult } from './cycle-result.ts'
import { featureMatrixOf } from './feature-matrix.ts'
import type { Model } from './model.ts'
import { currentModel, type CurrentModel } from './model-store.ts'
import { detailOf } from './model-status.ts'
import { Scorer } from './scorer.ts'
import { threatLevelOf } from './threat-level.ts'

const BATCH_ROWS = 16_384
/** A cycle that has more to do leaves it to the next one. */
const BATCHES_MAX = 50
/** Scores are kept for seven days: an older session would be scored anew each minute, for ever. */
const SCORED_HOURS = 48

/** Which model scores: the site's own, else the bundled one, unless given. */
type FindModel = () => Promise<CurrentModel>

declare global {
  // Kept from one cycle to the next.
  var vigie_scorer: { model_version: string; scorer: Scorer } | undefined
}

/** Scores every session that the current model has not seen as it is now; stopped anywhere, the next cycle goes on. */
export async function runScoringCycle(options: CycleOptions = {}, findModel = currentModel): Promise<CycleResult> {
  try {
    return await underRunLock('scoring', () => runCycle(options, findModel))
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    const nothing = { scored: 0, model_version: null, model_origin: null, duration_ms: 0, anomaly_rate: 0 }
    return { state: 'busy', ...nothing, detail: error.message }
  }
}

async function runCycle({ now = new Date(), since }: CycleOptions, findModel: FindModel): Promise<CycleResult> {
  const began = performance.now()
  const from = since ?? new Date(now.getTime() - SCORED_HOURS * 3_600_000)
  const current = await findModel()
  const { model } = current
  const { scored, anomalous } = model === undefined ? { scored: 0, anomalous: 0 } : await scoreAll(model, from, now)
  const result: CycleResult = {
    state: model === undefined ? 'no_model' : 'scored',
    scored,
    model_version: model?.manifest.model_version ?? null,
    model_origin: model?.manifest.origin ?? null,
    duration_ms: Math.round(performance.now() - began),
    anomaly_rate: scored === 0 ? 0 : anomalous / scored,
    detail: detailOf(current),
  }
  await insertCycleMetrics([
    {
      cycle_at: now.toISOString(),
      model_name: model?.manifest.model_name ?? '',
      model_version: result.model_version ?? '',
      model_origin: result.model_origin ?? '',
      scored,
      duration_ms: result.duration_ms,
      anomaly_rate: result.anomaly_rate,
      detail: result.detail,
    },
  ])
  return result
}

interface Counts {
  scored: number
  anomalous: number
}

/** Hour by hour, the newest first: the features of an hour are worked out together. */
async function scoreAll(model: Model, since: Date, now: Date): Promise<Counts> {
  const { model_version } = model.manifest
  const windows = await listUnscoredWindows({ since: since.toISOString(), model_version })
  const counts: Counts = { scored: 0, anomalous: 0 }
  let batches = 0
  for (const { window_start } of windows) {
    for (let more = true; more && batches < BATCHES_MAX; batches++) {
      const rows = await listUnscoredFeatures({ window_start, model_version, limit: BATCH_ROWS })
      counts.anomalous += await scoreRows(model, rows, now)
      counts.scored += rows.length
      more = rows.length === BATCH_ROWS
    }
  }
  return counts
}

/** Writes the model's opinion of each; answers how many are at HIGH or CRITICAL. */
async function scoreRows(model: Model, rows: FeatureRow[], now: Date): Promise<number> {
  const { model_name, model_version, thresholds, feature_names } = model.manifest
  const scorer = await scorerOf(model)
  const scores = await scorer.score(featureMatrixOf(rows, feature_names))
  const opinions = rows.map((row, index) => {
    const anomaly_score = Math.min(1, Math.max(0, scores[index] ?? 0))
    const threat_level = threatLevelOf(anomaly_score, thresholds)
    const model_facts = { model_name, model_version, scored_at: now.toISOString() }
    return { ...row, ...model_facts, anomaly_score, raw_anomaly_score: scores[index] ?? 0, threat_level }
  })
  await insertScores(opinions)
  return opinions.filter(({ threat_level }) => threat_level === 'HIGH' || threat_level === 'CRITICAL').length
}

/** One session per model version; a new version, or a thread that died, gets a new one. */
async function scorerOf({ manifest: { model_version }, bytes }: Model): Promise<Scorer> {
  const kept = globalThis.vigie_scorer
  if (kept?.model_version === model_version && kept.scorer.usable) return kept.scorer
  await kept?.scorer.close()
  const scorer = new Scorer(bytes)
  globalThis.vigie_scorer = { model_version, scorer }
  return scorer
}
