import { expect, test } from 'vitest'
import { fuse, normaliseCoherence, normaliseVoice } from '../score/fuse.ts'
import { randomOf } from '../train/random.ts'
import { rocAuc } from '../evaluate/ranking.ts'
import { UNCALIBRATED } from './calibrate.ts'
import { fixedFusion } from './fixed-fusion.ts'
import { fuseByLabels } from './fuse-by-labels.ts'

const ROWS = 20_000
const SCALE = { median: 0, q99: 1 }
const scales = { eif: SCALE, autoencoder: SCALE, knn: SCALE }
/** What the labels are drawn by. */
const PLANTED = { eif: 2, autoencoder: 0, knn: 1, coherence: 1.5, intercept: -2 }

function planted() {
  const random = randomOf(3)
  const uniform = () => Float32Array.from({ length: ROWS }, () => 2 * random() - 1)
  const voices = { eif: uniform(), autoencoder: uniform(), knn: uniform(), xgboost: new Float32Array(ROWS).fill(NaN) }
  const coherence = Float32Array.from({ length: ROWS }, () => (random() < 0.1 ? NaN : 1 - random() / 4))
  const is_bot = Array.from(coherence, (value, row) => {
    const odds =
      PLANTED.intercept +
      PLANTED.eif * (voices.eif[row] ?? 0) +
      PLANTED.knn * (voices.knn[row] ?? 0) +
      PLANTED.coherence * normaliseCoherence(value)
    return random() < 1 / (1 + Math.exp(-odds))
  })
  return { voices, coherence, is_bot }
}

test('the weights that labels were drawn by are found again', () => {
  const { voices, coherence, is_bot } = planted()
  const { kind, weights, intercept } = fuseByLabels(voices, coherence, { scales, is_bot, weights: is_bot.map(() => 1) })
  expect(kind).toBe('meta')
  expect(Object.keys(weights)).toEqual(['eif', 'autoencoder', 'knn', 'coherence'])
  for (const [voice, weight] of [['intercept', intercept] as const, ...Object.entries(weights)]) {
    const expected = new Map<string, number>(Object.entries(PLANTED)).get(voice) ?? NaN
    expect(Math.abs(weight - expected), voice).toBeLessThan(0.15)
  }
})

test('learnt weights tell machines better than fixed ones, where a voice knows more than its share', () => {
  const { voices, coherence, is_bot } = planted()
  const meta = fuseByLabels(voices, coherence, { scales, is_bot, weights: is_bot.map(() => 1) })
  const aucOf = (fusion: typeof meta) =>
    rocAuc(fuse(voices, coherence, { voices: scales, fusion, calibration: UNCALIBRATED }).anomaly_score, is_bot)
  expect(aucOf(meta)).toBeGreaterThan(aucOf(fixedFusion(['eif', 'autoencoder', 'knn'])))
})

test('a fixed fusion shares 1 among the voices that there are', () => {
  for (const voices of [['eif', 'knn'] as const, ['eif', 'autoencoder', 'knn', 'xgboost'] as const]) {
    const { weights } = fixedFusion(voices)
    expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
    expect(Object.keys(weights)).toEqual([...voices, 'coherence'])
  }
})

test('scores rise with every voice and with incoherence; what is not known changes nothing', () => {
  expect([0, 0.5, 1, 5, 500].map((score) => normaliseVoice(score, SCALE))).toEqual([
    ...[0, 0.5, 1],
    ...[1 + Math.log(5), 1 + Math.log(500)],
  ])
  const scoreOf = (eif: number, coherence: number) => {
    const silent = Float32Array.of(NaN)
    const voices = { eif: Float32Array.of(eif), autoencoder: silent, knn: silent, xgboost: silent }
    const model = { voices: scales, fusion: fixedFusion(['eif', 'autoencoder', 'knn']), calibration: UNCALIBRATED }
    return fuse(voices, Float32Array.of(coherence), model).anomaly_score[0] ?? NaN
  }
  const rising = [scoreOf(0, 1), scoreOf(1, 1), scoreOf(1, 0.7), scoreOf(1, 0), scoreOf(900, 0)]
  expect(rising).toEqual(rising.toSorted((a, b) => a - b))
  expect(Math.min(...rising)).toBeGreaterThan(0)
  expect(Math.max(...rising)).toBeLessThan(1)
  expect(scoreOf(NaN, NaN)).toBe(scoreOf(0, 1))
})
