import { pickFeatures } from '../score/feature-matrix.ts'
import type { GroupModel } from './group-model.ts'

const IQR_OF_NORMAL = 1.349
/** A feature that hardly varies among people still needs this much to count as one deviation. */
const SCALE_MIN = 0.1
/** No single feature says more than this. */
const DEVIATION_MAX = 6
/** What speaks of the company and of the past rather than of the session: it differs from hour to hour for the same client. */
const COMPANY = /^(rep|xs)_|_rarity$/

/** The features that campaigns are found by, and how each is measured: in deviations from ordinary sessions. */
export interface CampaignScale {
  feature_names: string[]
  medians: number[]
  scales: number[]
}

export function campaignScaleOf({ manifest }: GroupModel): CampaignScale {
  const { feature_names, baseline } = manifest
  const kept = feature_names.flatMap((name, at) => (COMPANY.test(name) ? [] : [{ name, at }]))
  return {
    feature_names: kept.map(({ name }) => name),
    medians: kept.map(({ at }) => baseline.medians[at] ?? 0),
    scales: kept.map(({ at }) =>
      Math.max(SCALE_MIN, (baseline.iqrs[at] ?? 0) / IQR_OF_NORMAL, baseline.standard_deviations[at] ?? 0),
    ),
  }
}

/** One session in the order of the scale's features: as it was, and in deviations; what is not known counts as ordinary. */
export function scaledSession(
  features: readonly number[],
  scale: CampaignScale,
): { values: number[]; deviations: number[] } {
  const values = pickFeatures(features, scale.feature_names)
  const deviations = values.map((value, at) => {
    const deviation = (value - (scale.medians[at] ?? 0)) / (scale.scales[at] ?? 1)
    return Number.isFinite(deviation) ? Math.max(-DEVIATION_MAX, Math.min(DEVIATION_MAX, deviation)) : 0
  })
  return { values, deviations }
}
