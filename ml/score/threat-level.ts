import { quantileOf } from '../train/quantile.ts'
import type { Manifest } from './manifest.ts'

export type ThreatLevel = 'NORMAL' | 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL'

/** Share of the validation's ordinary sessions at or below each level's threshold. */
const LEVEL_QUANTILES = { LOW: 0.9, MEDIUM: 0.97, HIGH: 0.99, CRITICAL: 0.999 } as const

/** Shares whose scores the manifest keeps. */
const REPORTED_SHARES = [0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.97, 0.99, 0.999, 1]

export function thresholdsOf(scores: ArrayLike<number>): Manifest['thresholds'] {
  const sorted = Float64Array.from(scores).sort()
  return {
    LOW: quantileOf(sorted, LEVEL_QUANTILES.LOW),
    MEDIUM: quantileOf(sorted, LEVEL_QUANTILES.MEDIUM),
    HIGH: quantileOf(sorted, LEVEL_QUANTILES.HIGH),
    CRITICAL: quantileOf(sorted, LEVEL_QUANTILES.CRITICAL),
  }
}

export function scoreQuantilesOf(scores: ArrayLike<number>): Record<string, number> {
  const sorted = Float64Array.from(scores).sort()
  return Object.fromEntries(REPORTED_SHARES.map((share) => [String(share), quantileOf(sorted, share)]))
}

// Runs of the same file differ by the order of their sums: a session on a threshold must not rise above it.
const TOLERANCE = 1e-5

/** The highest level whose threshold the score exceeds; a score that ordinary sessions often have stays NORMAL. */
export function threatLevelOf(anomaly_score: number, thresholds: Manifest['thresholds']): ThreatLevel {
  const score = anomaly_score - TOLERANCE
  if (score > thresholds.CRITICAL) return 'CRITICAL'
  if (score > thresholds.HIGH) return 'HIGH'
  if (score > thresholds.MEDIUM) return 'MEDIUM'
  return score > thresholds.LOW ? 'LOW' : 'NORMAL'
}
