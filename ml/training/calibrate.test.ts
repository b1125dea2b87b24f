import { describe, expect, test } from 'vitest'
import { probabilityOf } from '../score/fuse.ts'
import { randomOf } from '../train/random.ts'
import { brierOf, calibrate, reliabilityOf } from './calibrate.ts'
import { fitIsotonic } from './isotonic.ts'
import { fitPlatt } from './platt.ts'

function labelledBy(chanceOf: (score: number) => number, count: number) {
  const random = randomOf(5)
  const scores = Array.from({ length: count }, () => random())
  return { scores, is_bot: scores.map((score) => random() < chanceOf(score)), weights: scores.map(() => 1) }
}

describe('isotonic', () => {
  test('neighbours that fall are pooled, as worked out by hand', () => {
    const is_bot = [false, true, false, true, true]
    const points = fitIsotonic({ scores: [0.1, 0.2, 0.3, 0.4, 0.5], is_bot, weights: [1, 1, 1, 1, 1] })
    expect(points).toEqual([
      [0.1, 0],
      [0.2, 0.5],
      [0.3, 0.5],
      [0.4, 1],
      [0.5, 1],
    ])
  })

  test('weights count, and sessions of one score share one probability', () => {
    const points = fitIsotonic({ scores: [0.2, 0.2, 0.6], is_bot: [true, false, true], weights: [3, 1, 1] })
    expect(points).toEqual([
      [0.2, 0.75],
      [0.6, 1],
    ])
  })

  test('never falls, whatever the labels', () => {
    const points = fitIsotonic(labelledBy((score) => (score * 7) % 1, 500))
    const falls = points.filter(([, probability], at) => probability < (points[at - 1]?.[1] ?? 0))
    expect(falls).toEqual([])
  })
})

describe("Platt's curve", () => {
  test('is the one that the labels were drawn by', () => {
    const points = fitPlatt(labelledBy((score) => 1 / (1 + Math.exp(-(8 * score - 4))), 20_000))
    for (const score of [0.1, 0.33, 0.5, 0.8]) {
      const chance = 1 / (1 + Math.exp(-(8 * score - 4)))
      expect(Math.abs(probabilityOf(score, { kind: 'platt', points }) - chance)).toBeLessThan(0.02)
    }
  })

  test('is flat where a higher score means fewer machines', () => {
    const points = fitPlatt(labelledBy((score) => 1 - score, 500))
    expect(points[0]?.[1]).toBe(points.at(-1)?.[1])
  })
})

describe('what a probability is worth', () => {
  test('Brier as worked out by hand', () => {
    // (0.1² + 0.2² + 0.3² + 0.6²) / 4
    expect(brierOf([0.9, 0.2, 0.7, 0.6], [true, false, true, false])).toBeCloseTo(0.125, 12)
  })

  test('reliability says per tenth what was told and what was', () => {
    expect(reliabilityOf([0.12, 0.18, 0.95, 1], [false, true, true, true])).toEqual([
      { predicted: 0.15, observed: 0.5, count: 2 },
      { predicted: 0.975, observed: 1, count: 2 },
    ])
  })

  test.each([
    { count: 200, kind: 'platt' },
    { count: 3000, kind: 'isotonic' },
  ])('$count labels: $kind, rising, and as often right as it says', ({ count, kind }) => {
    const chanceOf = (score: number) => score ** 2
    const labelled = labelledBy(chanceOf, count)
    const calibration = calibrate(labelled)
    expect(calibration.kind).toBe(kind)
    const asked = Array.from({ length: 101 }, (_, at) => probabilityOf(at / 100, calibration))
    expect(asked.filter((probability, at) => probability < (asked[at - 1] ?? 0))).toEqual([])
    // Who knows the chances themselves has this Brier score; what is learnt from few labels is a little worse.
    const best = brierOf(labelled.scores.map(chanceOf), labelled.is_bot)
    expect(calibration.brier).toBeLessThan(best + 0.02)
    expect(calibration.reliability.reduce((sum, bin) => sum + bin.count, 0)).toBe(count)
  })

  test('too few of a kind: no probability is told', () => {
    const { is_bot, ...rest } = labelledBy(() => 0, 500)
    const calibration = calibrate({ ...rest, is_bot })
    expect(calibration.kind).toBe('none')
    expect(probabilityOf(0.9, calibration)).toBeNaN()
  })
})
