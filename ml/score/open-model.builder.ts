import { FEATURE_NAMES } from '../features.ts'
import type { Manifest, ModelName } from './manifest.ts'
import type { OpenModel } from './open-model.ts'

const zeros = () => FEATURE_NAMES.map(() => 0)

/** A model of all features that scores as told, for tests of what stands around models. */
export function anOpenModel(
  model_name: ModelName,
  model_version: string,
  scoreOf: (features: readonly number[]) => number,
): OpenModel {
  const manifest: Manifest = {
    ...{ format: 2, model_name, model_version, origin: 'site', trained_at: '2026-01-31T12:00:00.000Z' },
    feature_names: [...FEATURE_NAMES],
    baseline: {
      ...{ medians: zeros(), iqrs: zeros(), standard_deviations: zeros(), known_shares: zeros() },
      quantiles: FEATURE_NAMES.map(() => new Array<number>(21).fill(0)),
    },
    human_medians: {},
    training: {
      ...{ since: '2026-01-30T12:00:00.000Z', until: '2026-01-31T12:00:00.000Z', rows: 500, validation_rows: 100 },
      ...{ hosts: [], population: '', random_state: 1, excluded: {}, labels: { verdict: { human: 3, bot: 4 } } },
    },
    voices: {},
    fusion: { kind: 'fixed', weights: {}, intercept: 0 },
    calibration: { kind: 'none', points: [], brier: NaN, reliability: [] },
    thresholds: { LOW: 0.5, MEDIUM: 0.6, HIGH: 0.7, CRITICAL: 0.9 },
    gate: { passed: true, anomaly_rate: 0, reason: '' },
    metrics: { score_quantiles: {}, duration_ms: 0, steps_ms: {} },
  }
  return {
    manifest,
    parts: {},
    score: ({ values, rows, columns }) => {
      const scores = Float32Array.from({ length: rows }, (_, row) =>
        scoreOf([...values.subarray(row * columns, (row + 1) * columns)]),
      )
      const silent = () => new Float32Array(rows).fill(NaN)
      return Promise.resolve({
        voices: { eif: scores.slice(), autoencoder: silent(), knn: silent(), xgboost: silent() },
        ...{ raw_anomaly_score: scores.slice(), anomaly_score: scores, bot_probability: silent() },
      })
    },
    close: () => Promise.resolve(),
  }
}
