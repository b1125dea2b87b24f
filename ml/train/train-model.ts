import { setImmediate } from 'node:timers/promises'
import type { FeatureRow } from '#db/clickhouse/scores/feature-row.ts'
import { listTrainingFeatures } from '#db/clickhouse/scores/list-training-features.ts'
import { listTrainingWindows } from '#db/clickhouse/scores/list-training-windows.ts'
import { Conflict } from '#db/model/errors.ts'
import { statePath } from '#db/state-directory.ts'
import { FEATURE_SETS, type FeatureSet } from '../features.ts'
import { featureMatrixOf } from '../score/feature-matrix.ts'
import type { Manifest } from '../score/old-manifest.ts'
import { type Model, sha256Of } from '../score/model.ts'
import { bundledDirectory, promoteModel, storeModel } from '../score/model-store.ts'
import { Scorer } from '../score/scorer.ts'
import { scoreQuantilesOf, thresholdsOf } from '../score/threat-level.ts'
import { exportIsolationForest } from './export-isolation-forest.ts'
import { type IsolationForest, scoreIsolationForest, trainIsolationForest } from './isolation-forest.ts'
import { type Matrix, sliceRows } from './matrix.ts'
import { baselineOf, imputeMedians } from './preprocess.ts'
import { randomOf } from './random.ts'

const MIN_ROWS = 500
const ROWS_MAX = 50_000
const TRAINING_DAYS = 7
const N_ESTIMATORS = 200
const MAX_SAMPLES = 256
const ONNX_DIFFERENCE_MAX = 1e-5

export interface TrainingOptions {
  now?: Date
  /** Learns from windows from then on; seven days unless told. */
  since?: Date
  min_rows?: number
  random_state?: number
  /** Learns from these hosts and what lies below them alone; all unless told. */
  hosts?: string[]
  /** Whose sessions these are, in words. */
  population?: string
  /** Of which features it may learn; `complet` unless told. */
  features?: FeatureSet
  /** Writes the model that comes with the product instead of the site's own. */
  bundle?: boolean
}

export interface TrainingResult {
  model_version: string
  directory: string
  rows: number
  duration_ms: number
  /** Scores from now on; a model that failed validation is kept, not promoted. */
  promoted: boolean
  detail: string
}

/** Learns from the site's sessions, validates, stores, and lets the new model score. Refuses below `min_rows`. */
export async function trainModel(options: TrainingOptions = {}): Promise<TrainingResult> {
  const now = options.now ?? new Date()
  const since = options.since ?? new Date(now.getTime() - TRAINING_DAYS * 86_400_000)
  const min_rows = Math.max(2, options.min_rows ?? MIN_ROWS)
  const { hosts = [], population = '' } = options
  const rows = await sampleSessions(since, hosts)
  if (rows.length < min_rows) {
    throw new Conflict(
      `Not trained: ${rows.length} sessions since ${since.toISOString()}, a model needs at least ${min_rows}.`,
    )
  }
  const feature_names = knownOf(rows, FEATURE_SETS[options.features ?? 'complet'])
  const matrix = featureMatrixOf(rows, feature_names)
  const origin = options.bundle === true ? 'bundled' : 'site'
  const random_state = options.random_state ?? 1
  const model = await fitModel(matrix, { now, since, origin, random_state, hosts, population, feature_names })
  return keepModel(model)
}

/** At most `ROWS_MAX` sessions, from each hour its share. One hour at a time: that is what the store works out at once. */
async function sampleSessions(since: Date, hosts: string[]): Promise<FeatureRow[]> {
  const windows = await listTrainingWindows({ since: since.toISOString(), hosts })
  const all = windows.reduce((sum, { sessions }) => sum + sessions, 0)
  const rows: FeatureRow[] = []
  for (const { window_start, sessions } of windows) {
    const limit = Math.ceil((sessions * Math.min(ROWS_MAX, all)) / all)
    rows.push(...(await listTrainingFeatures({ window_start, hosts, limit })))
  }
  return rows
}

/** A feature that no session of the training knew would make every session strange that knows it. */
function knownOf(rows: readonly FeatureRow[], feature_names: readonly string[]): string[] {
  const matrix = featureMatrixOf(rows, feature_names)
  const { known_shares } = baselineOf(matrix)
  return feature_names.filter((_, column) => (known_shares[column] ?? 0) > 0)
}

export interface FitOptions {
  now: Date
  since: Date
  origin: Manifest['origin']
  random_state: number
  /** The matrix' columns. */
  feature_names: readonly string[]
  hosts?: string[]
  population?: string
}

/** Model and manifest of these rows. */
export async function fitModel(matrix: Matrix, options: FitOptions): Promise<Model> {
  const began = performance.now()
  const { now, since, origin, random_state, feature_names, hosts = [], population = '' } = options
  const baseline = baselineOf(matrix)
  const filled = imputeMedians(matrix, baseline.medians)
  const forest = trainIsolationForest(filled, {
    n_estimators: N_ESTIMATORS,
    max_samples: MAX_SAMPLES,
    random: randomOf(random_state),
  })
  const scores = await scoreInSlices(forest, filled)
  const bytes = exportIsolationForest(forest, feature_names, baseline.medians)
  const sha256 = sha256Of(bytes)
  const onnx_difference_max = await differenceOf(bytes, matrix, scores)
  const manifest: Manifest = {
    format: 1,
    model_name: 'isolation_forest',
    model_version: `if-${now.toISOString().replace(/\D/g, '').slice(0, 14)}-${sha256.slice(0, 8)}`,
    origin,
    trained_at: now.toISOString(),
    sha256,
    feature_names: [...feature_names],
    baseline,
    training: {
      since: since.toISOString(),
      until: now.toISOString(),
      rows: matrix.rows,
      hosts,
      population,
      random_state,
      n_estimators: N_ESTIMATORS,
      max_samples: forest.max_samples,
    },
    thresholds: thresholdsOf(scores),
    metrics: {
      score_quantiles: scoreQuantilesOf(scores),
      onnx_difference_max,
      duration_ms: Math.round(performance.now() - began),
    },
  }
  return { manifest, bytes }
}

async function keepModel(model: Model): Promise<TrainingResult> {
  const { model_version, origin, training, metrics } = model.manifest
  const valid = metrics.onnx_difference_max <= ONNX_DIFFERENCE_MAX
  const bundled = origin === 'bundled'
  const directory = bundled && valid ? bundledDirectory() : statePath('models', model_version)
  await storeModel(directory, model)
  if (valid && !bundled) await promoteModel(model_version)
  return {
    model_version,
    directory,
    rows: training.rows,
    duration_ms: metrics.duration_ms,
    promoted: valid,
    detail: valid ? '' : `Not promoted: the ONNX file differs from the trainer by ${metrics.onnx_difference_max}.`,
  }
}

/** The event loop gets its turn between slices. */
async function scoreInSlices(forest: IsolationForest, matrix: Matrix): Promise<Float64Array> {
  const SLICE_ROWS = 512
  const scores = new Float64Array(matrix.rows)
  for (let from = 0; from < matrix.rows; from += SLICE_ROWS) {
    scores.set(scoreIsolationForest(forest, sliceRows(matrix, from, from + SLICE_ROWS)), from)
    await setImmediate()
  }
  return scores
}

async function differenceOf(bytes: Uint8Array, matrix: Matrix, scores: Float64Array): Promise<number> {
  const scorer = new Scorer(bytes)
  try {
    const scored = await scorer.score(matrix)
    return scored.reduce((largest, score, row) => Math.max(largest, Math.abs(score - (scores[row] ?? NaN))), 0)
  } finally {
    await scorer.close()
  }
}
