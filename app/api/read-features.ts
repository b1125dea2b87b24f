import { getSessionScore } from '#db/clickhouse/scores/get-session-score.ts'
import { getSessionFeatures } from '#db/clickhouse/sessions/get-session-features.ts'
import type { FeatureReading, SessionDetail } from '#db/model/session-detail.ts'
import { FEATURE_NAMES } from '#ml/features.ts'
import { explainDeviations } from '#ml/score/explain-deviations.ts'
import { manifestOf } from '#ml/score/model-store.ts'

/** The session's features beside the baseline of the model that scored it, farthest first, and its newest score. */
export async function readFeatures(session_id: string): Promise<Pick<SessionDetail, 'features' | 'score'>> {
  const [row, score = null] = await Promise.all([getSessionFeatures({ session_id }), getSessionScore({ session_id })])
  if (row === undefined) return { features: null, score }
  const manifest = score === null ? undefined : await manifestOf(score.model_version)
  return {
    features: manifest === undefined ? bareReadings(row.features) : explainDeviations(row.features, manifest),
    score,
  }
}

/** Without a model that tells its baseline there is nothing to compare with. */
function bareReadings(features: readonly number[]): FeatureReading[] {
  return FEATURE_NAMES.map((name, at) => {
    const value = features[at] ?? Number.NaN
    const baseline = { baseline_median: null, baseline_iqr: null, deviation: null }
    return { name, value: Number.isNaN(value) ? null : value, ...baseline }
  })
}
