import { quantileOf } from '../train/quantile.ts'
import type { CampaignScale } from './campaign-scale.ts'

const TRAITS = 8
const PROOFS = 5
/** Nearer to people than this, a feature sets nothing apart. */
const APART_MIN = 1

interface Session {
  values: readonly number[]
  deviations: readonly number[]
}

export interface Trait {
  feature: string
  median: number
  human_median: number
  /** Of the median, in people's deviations. */
  deviation: number
}

/** What the members have in common and people do not: far from people's median, and close together. */
export function traitsOf(members: readonly Session[], scale: CampaignScale): Trait[] {
  const columns = scale.feature_names.map((feature, at) => {
    const sorted = members.map(({ deviations }) => deviations[at] ?? 0).toSorted((a, b) => a - b)
    const values = members.map(({ values }) => values[at] ?? NaN).filter((value) => Number.isFinite(value))
    const deviation = quantileOf(sorted, 0.5)
    const spread = quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25)
    const median = quantileOf(
      values.toSorted((a, b) => a - b),
      0.5,
    )
    return { feature, median, human_median: scale.medians[at] ?? 0, deviation, worth: Math.abs(deviation) - 2 * spread }
  })
  return columns
    .filter(({ deviation, median, worth }) => Math.abs(deviation) >= APART_MIN && Number.isFinite(median) && worth > 0)
    .toSorted((a, b) => b.worth - a.worth)
    .slice(0, TRAITS)
    .map(({ feature, median, human_median, deviation }) => ({ feature, median, human_median, deviation }))
}

export interface Proof {
  feature: string
  value: number
  campaign_median: number
}

/** Where one session is close to the others and far from people: what it shares, strongest first. */
export function proofOf({ values, deviations }: Session, centre: Session, scale: CampaignScale): Proof[] {
  return scale.feature_names
    .map((feature, at) => {
      const own = deviations[at] ?? 0
      const worth = Math.abs(own) - 2 * Math.abs(own - (centre.deviations[at] ?? 0))
      return { feature, value: values[at] ?? NaN, campaign_median: centre.values[at] ?? NaN, own, worth }
    })
    .filter(({ value, campaign_median, own, worth }) => {
      const known = Number.isFinite(value) && Number.isFinite(campaign_median)
      return known && worth > 0 && Math.abs(own) >= APART_MIN
    })
    .toSorted((a, b) => b.worth - a.worth)
    .slice(0, PROOFS)
    .map(({ feature, value, campaign_median }) => ({ feature, value, campaign_median }))
}

/** The median member, feature by feature. */
export function centreOf(members: readonly Session[], columns: number): Session {
  const median = (column: readonly number[]) =>
    quantileOf(
      column.filter((value) => Number.isFinite(value)).toSorted((a, b) => a - b),
      0.5,
    )
  const at = Array.from({ length: columns }, (_, column) => column)
  return {
    values: at.map((column) => median(members.map(({ values }) => values[column] ?? NaN))),
    deviations: at.map((column) => median(members.map(({ deviations }) => deviations[column] ?? 0))),
  }
}
