import { getSessionScore } from '#db/clickhouse/scores/get-session-score.ts'
import { getSessionFeatures } from '#db/clickhouse/sessions/get-session-features.ts'
import type { SessionDetail } from '#db/model/session-detail.ts'
import { FEATURE_NAMES } from '#ml/features.ts'

/** The session's features and its newest score. */
export async function readFeatures(session_id: string): Promise<Pick<SessionDetail, 'features' | 'score'>> {
  const [row, score = null] = await Promise.all([getSessionFeatures({ session_id }), getSessionScore({ session_id })])
  if (row === undefined) return { features: null, score }
  const features = FEATURE_NAMES.map((name, at) => {
    const value = row.features[at] ?? Number.NaN
    // The baseline is the model's: without a model that tells it, there is nothing to compare with.
    const baseline = { baseline_median: null, baseline_iqr: null, deviation: null }
    return { name, value: Number.isNaN(value) ? null : value, ...baseline }
  })
  return { features, score }
}
