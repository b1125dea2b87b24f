import type { Manifest } from './manifest.ts'

export interface Deviation {
  name: string
  /** null: not enough evidence in this session. */
  value: number | null
  baseline_median: number
  baseline_iqr: number
  /** Robust z: distance from the median in units of IQR / 1.349, which is one standard deviation of a normal distribution. */
  deviation: number | null
}

const IQR_OF_NORMAL = 1.349
/** A feature that never varied in the baseline has no scale; nothing is said to be farther than this. */
const DEVIATION_MAX = 100

type Compared = Pick<Manifest, 'feature_names'> & { baseline: Omit<Manifest['baseline'], 'quantiles'> }

/** Each feature beside what the model's baseline held, the farthest first, the unknown last. */
export function explainDeviations(
  features: readonly (number | null)[],
  { feature_names, baseline }: Compared,
): Deviation[] {
  const deviations = feature_names.map((name, at): Deviation => {
    const known = features[at] ?? NaN
    const value = Number.isFinite(known) ? known : null
    const baseline_median = baseline.medians[at] ?? 0
    const baseline_iqr = baseline.iqrs[at] ?? 0
    const scale = baseline_iqr / IQR_OF_NORMAL || (baseline.standard_deviations[at] ?? 0)
    const deviation = value === null ? null : deviationOf(value - baseline_median, scale)
    return { name, value, baseline_median, baseline_iqr, deviation }
  })
  return deviations.sort((a, b) => farness(b) - farness(a))
}

function deviationOf(distance: number, scale: number): number {
  if (distance === 0) return 0
  return Math.max(-DEVIATION_MAX, Math.min(DEVIATION_MAX, distance / scale))
}

function farness({ deviation }: Deviation): number {
  return deviation === null ? -1 : Math.abs(deviation)
}
