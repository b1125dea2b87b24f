import { VOICE_NAMES, type VoiceName } from '../train/voice.ts'
import type { Calibration, Fusion, Manifest } from './manifest.ts'

export type VoiceScores = Record<VoiceName, Float32Array>

/** What a fusion makes of the voices; NaN where nothing can be said. */
export interface FusedScores {
  /** Weighted sum of the voices: 0 the median of people, 1 about the farthest of a hundred; with a meta-learner the log-odds. */
  raw_anomaly_score: Float32Array
  /** 0 ordinary, 1 most anomalous. */
  anomaly_score: Float32Array
  bot_probability: Float32Array
}

/** What is ordinary for a voice: median and 0.99 quantile of its raw scores of the validation's sessions. */
export interface VoiceScale {
  median: number
  q99: number
}
export type VoiceScales = Partial<Record<VoiceName, VoiceScale>>

/** The weight of what a client says of itself against what it does. */
export const COHERENCE = 'coherence'
/** As much incoherence as counts like the farthest of a hundred people: one axis of four. */
const INCOHERENCE_UNIT = 0.25

/** A voice in the measure of the ordinary: 0 their median, 1 their 0.99 quantile; beyond 1 by its logarithm, so that no voice drowns the others. */
export function normaliseVoice(score: number, { median, q99 }: VoiceScale): number {
  const distance = (score - median) / Math.max(q99 - median, 1e-6)
  return distance <= 1 ? Math.max(-1, distance) : 1 + Math.log(distance)
}

/** A session that contradicts itself on no axis, or of which nothing is known, adds nothing. */
export function normaliseCoherence(fingerprint_coherence_score: number): number {
  if (Number.isNaN(fingerprint_coherence_score)) return 0
  return normaliseVoice(1 - fingerprint_coherence_score, { median: 0, q99: INCOHERENCE_UNIT })
}

/** The voices' opinions in one, row by row. A voice that the model lacks or that gives NaN adds nothing. */
export function fuse(
  voices: VoiceScores,
  coherence: Float32Array,
  { voices: scales, fusion, calibration }: Pick<Manifest, 'fusion' | 'calibration'> & { voices: VoiceScales },
): FusedScores {
  const raw_anomaly_score = coherence.map(
    (value) => fusion.intercept + weightOf(fusion, COHERENCE) * normaliseCoherence(value),
  )
  for (const voice of VOICE_NAMES) {
    const scale = scales[voice]
    const weight = weightOf(fusion, voice)
    if (scale === undefined || weight === 0) continue
    voices[voice].forEach((score, row) => {
      if (!Number.isNaN(score))
        raw_anomaly_score[row] = (raw_anomaly_score[row] ?? 0) + weight * normaliseVoice(score, scale)
    })
  }
  const anomaly_score = raw_anomaly_score.map((raw) => squash(raw, fusion.kind))
  const bot_probability = anomaly_score.map((score) => probabilityOf(score, calibration))
  return { raw_anomaly_score, anomaly_score, bot_probability }
}

/** Rising, 0 to 1, and slow enough at its ends that what is far apart stays apart in 32 bits. */
function squash(raw: number, kind: Fusion['kind']): number {
  const distance = kind === 'fixed' ? 2 * (raw - 1) : raw / 2
  return (1 + distance / (1 + Math.abs(distance))) / 2
}

/** By the straight line between the calibration's points; NaN without a calibration. */
export function probabilityOf(anomaly_score: number, { kind, points }: Pick<Calibration, 'kind' | 'points'>): number {
  if (kind === 'none') return NaN
  const at = points.findIndex(([score]) => score >= anomaly_score)
  const [score, probability] = points[at === -1 ? points.length - 1 : at] ?? [0, NaN]
  const [below, low] = points[at - 1] ?? [score, probability]
  if (at <= 0 || score === below) return probability
  return low + ((anomaly_score - below) / (score - below)) * (probability - low)
}

function weightOf({ weights }: Fusion, voice: string): number {
  return weights[voice] ?? 0
}
