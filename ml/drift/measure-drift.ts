import { listFeaturePercentiles } from '#db/clickhouse/scores/list-feature-percentiles.ts'
import { listHourlyAnomalyRates, type HourlyAnomalyRate } from '#db/clickhouse/scores/list-hourly-anomaly-rates.ts'
import { FEATURE_NAMES } from '../features.ts'
import type { Manifest } from '../score/manifest.ts'
import type { Matrix } from '../train/matrix.ts'
import { adaptiveWindow } from './adwin.ts'
import { type Distribution, distributionsOf } from './distribution.ts'
import { directionOf, featureDrift, type FeatureDrift } from './feature-drift.ts'

const HOUR_MS = 3_600_000
/** A whole day, so that no hour of it weighs more than in training. */
const FEATURE_HOURS = 24
const RATE_DAYS = 7
/** More rows make no answer surer. */
const ROWS = 20_000

export interface DriftOptions {
  /** The model whose training window is compared with. */
  model: { manifest: Pick<Manifest, 'model_name' | 'feature_names' | 'baseline' | 'training'> }
  now?: Date
  /** Sessions to compare, columns as the model names them; the ordinary ones of the last 24 hours, unless given. */
  features?: Matrix
}

export interface Drift {
  /** Sessions that were compared. */
  rows: number
  /** In the order of the model's features. */
  features: FeatureDrift[]
  /** As `ml_performance_metrics` keeps them: those past the gate. */
  drift: { feature: string; ks: number; kl: number; direction: -1 | 0 | 1 }[]
  /** Of those, the share that moved the commoner way; NaN when there is none. */
  drift_one_way: number
  is_adversarial_drift: boolean
  /** The share of anomalous sessions changed within the last day. */
  rate_changed: boolean
  anomaly_rate: AnomalyRates
}

interface AnomalyRates {
  hours: HourlyAnomalyRate[]
  /** The hours with which a new rate began. */
  changed_at: string[]
  /** Since the last of them; NaN when nothing was scored. */
  rate: number
  /** Before it; NaN when there is none. */
  rate_before: number
}

/** What changed since the model was trained: each feature's spread, their common direction, and the share of anomalous sessions. */
export async function measureDrift({ model, now = new Date(), features: given }: DriftOptions): Promise<Drift> {
  const { manifest } = model
  const [{ rows, distributions }, anomaly_rate] = await Promise.all([
    given === undefined
      ? readDistributions(manifest, now)
      : { rows: given.rows, distributions: distributionsOf(given) },
    measureRates(now),
  ])
  const features = manifest.feature_names.map((feature, at) =>
    featureDrift(feature, trainingDistribution(manifest, at), distributions[at] ?? { rows, known: 0, quantiles: [] }),
  )
  const { one_way, is_adversarial } = directionOf(features)
  const last_change = anomaly_rate.changed_at.at(-1)
  return {
    rows,
    features,
    drift: features
      .filter(({ is_drifted }) => is_drifted)
      .map(({ feature, ks, kl, direction }) => ({ feature, ks, kl, direction })),
    drift_one_way: one_way,
    is_adversarial_drift: is_adversarial,
    rate_changed: last_change !== undefined && now.getTime() - Date.parse(last_change) <= FEATURE_HOURS * HOUR_MS,
    anomaly_rate,
  }
}

function trainingDistribution({ baseline, training }: DriftOptions['model']['manifest'], at: number): Distribution {
  const quantiles = baseline.quantiles[at] ?? []
  return { rows: training.rows, known: Math.round((baseline.known_shares[at] ?? 0) * training.rows), quantiles }
}

async function readDistributions({ model_name, feature_names }: DriftOptions['model']['manifest'], now: Date) {
  const hours = await listHourlyAnomalyRates(spanOf(now, FEATURE_HOURS))
  const sessions = hours.reduce((sum, hour) => sum + hour.sessions, 0)
  const [spread] = await listFeaturePercentiles({
    since: spanOf(now, FEATURE_HOURS).since,
    model_name,
    one_in: Math.max(1, Math.ceil(sessions / ROWS)),
  })
  const rows = spread?.rows ?? 0
  const distributions = feature_names.map((name) => {
    const place = FEATURE_NAMES.indexOf(name)
    return { rows, known: spread?.known[place] ?? 0, quantiles: spread?.percentiles[place] ?? [] }
  })
  return { rows, distributions }
}

async function measureRates(now: Date): Promise<AnomalyRates> {
  const hours = await listHourlyAnomalyRates(spanOf(now, RATE_DAYS * 24))
  const window = adaptiveWindow(hours.map(({ sessions, anomalous }) => ({ count: sessions, hits: anomalous })))
  const changed_at = window.changes.flatMap((place) => hours[place]?.window_start ?? [])
  return { hours, changed_at, rate: window.rate, rate_before: window.rate_before }
}

function spanOf(now: Date, hours: number): { since: string; until: string } {
  return { since: new Date(now.getTime() - hours * HOUR_MS).toISOString(), until: now.toISOString() }
}
