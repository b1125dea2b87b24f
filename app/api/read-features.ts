import { getScoredFeatures } from '#db/clickhouse/scores/get-scored-features.ts'
import { getSessionScore } from '#db/clickhouse/scores/get-session-score.ts'
import { getSessionFeatures } from '#db/clickhouse/sessions/get-session-features.ts'
import type { FeatureReading, ScoreModel, SessionDetail } from '#db/model/session-detail.ts'
import { FEATURE_NAMES } from '#ml/features.ts'
import { explainDeviations } from '#ml/score/explain-deviations.ts'
import { pickFeatures } from '#ml/score/feature-matrix.ts'
import type { Manifest } from '#ml/score/manifest.ts'
import { manifestOf } from '#ml/score/model-store.ts'

/** The session's features beside the baseline of the model that scored it, farthest first, and its newest score. */
export async function readFeatures(session_id: string): Promise<Pick<SessionDetail, 'features' | 'score' | 'model'>> {
  const [scored, score = null] = await Promise.all([getScoredFeatures({ session_id }), getSessionScore({ session_id })])
  const features =
    scored?.length === FEATURE_NAMES.length ? scored : (await getSessionFeatures({ session_id }))?.features
  const manifest = score === null ? undefined : await manifestOf(score.model_version)
  const model = manifest === undefined ? null : modelFacts(manifest)
  if (features === undefined) return { features: null, score, model }
  if (manifest === undefined) return { features: bareReadings(features, FEATURE_NAMES), score, model }
  const { feature_names } = manifest
  const others = FEATURE_NAMES.filter((name) => !feature_names.includes(name))
  const compared = explainDeviations(pickFeatures(features, feature_names), manifest)
  return { features: [...compared, ...bareReadings(features, others)], score, model }
}

function modelFacts({ origin, trained_at, training, thresholds, calibration }: Manifest): ScoreModel {
  return { origin, trained_at, population: training.population, thresholds, calibration: calibration.kind }
}

/** Features that the model does not know have nothing to be compared with. */
function bareReadings(vector: readonly number[], feature_names: readonly string[]): FeatureReading[] {
  const picked = pickFeatures(vector, feature_names)
  return feature_names.map((name, at) => {
    const value = picked[at] ?? Number.NaN
    const baseline = { baseline_median: null, baseline_iqr: null, deviation: null }
    return { name, value: Number.isNaN(value) ? null : value, ...baseline }
  })
}
