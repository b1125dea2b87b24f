import { quantileOf } from '../train/quantile.ts'
import type { Manifest } from './old-manifest.ts'

export type ThreatLevel = 'NORMAL' | 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL'

/** Share of the training rows at or below each level's threshold. */
const LEVEL_QUANTILES = { LOW: 0.9, MEDIUM: 0.97, HIGH: 0.99, CRITICAL: 0.999 } as const

/** Shares whose scores the manifest keeps. */
const REPORTED_SHARES = [0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.97, 0.99, 0.999, 1]

export function thresholdsOf(training_scores: Float64Array): Manifest['thresholds'] {
  const sorted = training_scores.slice().sort()
  return {
    LOW: quantileOf(sorted, LEVEL_QUANTILES.LOW),
    MEDIUM: quantileOf(sorted, LEVEL_QUANTILES.MEDIUM),
    HIGH: quantileOf(sorted, LEVEL_QUANTILES.HIGH),
    CRITICAL: quantileOf(sorted, LEVEL_QUANTILES.CRITICAL),
  }
}

export function scoreQuantilesOf(training_scores: Float64Array): Record<string, number> {
  const sorted = training_scores.slice().sort()
  return Object.fromEntries(REPORTED_SHARES.map((share) => [String(share), quantileOf(sorted, share)]))
}

// The trainer's score and the ONNX file's differ by this much at most: a training row on a threshold must not rise above it.
const TOLERANCE = 1e-5

/** The highest level whose threshold the score exceeds; a score that the training itself showed often stays NORMAL. */
export function threatLevelOf(anomaly_score: number, thresholds: Manifest['thresholds']): ThreatLevel {
  const score = anomaly_score - TOLERANCE
  if (score > thresholds.CRITICAL) return 'CRITICAL'
  if (score > thresholds.HIGH) return 'HIGH'
  if (score > thresholds.MEDIUM) return 'MEDIUM'
  return score > thresholds.LOW ? 'LOW' : 'NORMAL'
}
