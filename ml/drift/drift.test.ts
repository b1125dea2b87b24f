import { describe, expect, test } from 'vitest'
import { randomOf } from '../train/random.ts'
import { adaptiveWindow } from './adwin.ts'
import { distributionsOf, shareBelow, shareUpTo } from './distribution.ts'
import { directionOf, featureDrift, type FeatureDrift } from './feature-drift.ts'
import { population, type Population, trainingWindow } from './population.builder.ts'

const COLUMNS = 24

function compared(
  then: Omit<Population, 'columns'>,
  now: Omit<Population, 'columns'>,
  columns = COLUMNS,
): FeatureDrift[] {
  const trained = trainingWindow(population({ ...then, columns }))
  const seen = distributionsOf(population({ ...now, columns }))
  return trained.map((of_training, at) =>
    featureDrift(`feature_${at}`, of_training, seen[at] ?? { rows: 0, known: 0, quantiles: [] }),
  )
}

const driftedOf = (features: readonly FeatureDrift[]) => features.filter(({ is_drifted }) => is_drifted)

describe('features beside their training window', () => {
  test('500 sessions without drift raise no alarm, though nearly all features lean the same way', () => {
    const runs = Array.from({ length: 60 }, (_, seed) =>
      compared({ rows: 500, second: 0.3, seed: 2 * seed + 1 }, { rows: 500, second: 0.3, seed: 2 * seed + 2 }),
    )
    expect(runs.filter((features) => directionOf(features).is_adversarial)).toHaveLength(0)
    expect(runs.flatMap(driftedOf).length).toBeLessThanOrEqual(2)
    const leaning = runs.map(
      (features) => Math.abs(features.reduce((sum, { direction }) => sum + direction, 0)) / COLUMNS,
    )
    expect(leaning.filter((share) => share >= 0.6).length).toBeGreaterThan(20)
  })

  test('another mix of visitors, 33 % in place of 30 %, raises no alarm over 34,000 sessions', () => {
    const features = compared({ rows: 34_000, second: 0.3, seed: 1 }, { rows: 34_000, second: 0.33, seed: 2 })
    expect(driftedOf(features)).toEqual([])
    expect(directionOf(features)).toEqual({ one_way: NaN, is_adversarial: false })
  })

  test('features that somebody pushes one way are all told, and nothing else is', () => {
    const features = compared(
      { rows: 4000, second: 0.3, seed: 1 },
      { rows: 4000, second: 0.3, seed: 2, shift: { columns: 8, by: 0.6 } },
    )
    expect(driftedOf(features).map(({ feature }) => feature)).toEqual(
      Array.from({ length: 8 }, (_, at) => `feature_${at}`),
    )
    expect(directionOf(features)).toEqual({ one_way: 1, is_adversarial: true })
  })

  test('the difference is the one of Kolmogorov and Smirnov, less what the quantiles leave open', () => {
    const [moved] = compared(
      { rows: 20_000, second: 0, seed: 1 },
      { rows: 20_000, second: 0, seed: 2, shift: { columns: 1, by: 1 } },
      1,
    )
    // Two normal distributions one deviation apart differ by at most 2 Φ(1/2) - 1, and by 1/2 nat.
    expect(moved?.ks).toBeGreaterThan(0.34)
    expect(moved?.ks).toBeLessThan(0.4)
    expect(moved?.kl).toBeGreaterThan(0.4)
    expect(moved?.kl).toBeLessThan(0.55)
    expect(moved?.direction).toBe(1)
  })

  test('a fact that is no longer seen is drift, whatever its values', () => {
    const then = { rows: 1000, known: 1000, quantiles: Array.from({ length: 21 }, (_, at) => at) }
    const gone = featureDrift('tcp_hops', then, { rows: 1000, known: 20, quantiles: [] })
    expect(gone).toMatchObject({ is_drifted: true, is_known_share: true, direction: -1 })
    expect(gone.ks).toBeCloseTo(0.98)
  })

  test('too few rows say nothing', () => {
    const features = compared({ rows: 90, second: 0, seed: 1 }, { rows: 90, second: 1, seed: 2 })
    expect(driftedOf(features)).toEqual([])
  })
})

test('a tied value is where its quantiles say, between the least and the most', () => {
  const flags = { rows: 100, known: 100, quantiles: [0, 0, 0, 1, 1] }
  expect(shareUpTo(flags, 0)).toEqual([0.5, 0.75])
  expect(shareBelow(flags, 1)).toEqual([0.5, 0.75])
  expect(shareUpTo(flags, 1)).toEqual([1, 1])
  expect(shareBelow(flags, 0)).toEqual([0, 0])
})

describe('the share of anomalous sessions', () => {
  const hours = (rates: readonly number[], seed: number, count = 400) => {
    const random = randomOf(seed)
    return rates.map((rate) => {
      let hits = 0
      for (let session = 0; session < count; session++) hits += random() < rate ? 1 : 0
      return { count, hits }
    })
  }
  const steady = Array.from({ length: 168 }, () => 0.03)

  test('a steady one is told as steady, seed after seed', () => {
    const alarms = Array.from({ length: 50 }, (_, seed) => adaptiveWindow(hours(steady, seed + 1)).changes.length)
    expect(alarms.filter((changes) => changes > 0)).toHaveLength(0)
  })

  test('a small wave between day and night is one rate', () => {
    const wave = steady.map((rate, hour) => rate * (1 + 0.2 * Math.sin((hour * Math.PI) / 12)))
    expect(adaptiveWindow(hours(wave, 7)).changes).toEqual([])
  })

  test('one that doubles is seen within hours, at its hour', () => {
    const doubled = steady.map((rate, hour) => (hour < 120 ? rate : 2.5 * rate))
    const blocks = hours(doubled, 3)
    const window = adaptiveWindow(blocks)
    expect(Math.abs((window.changes.at(-1) ?? 0) - 120)).toBeLessThanOrEqual(3)
    expect(window.rate).toBeCloseTo(0.075, 1)
    expect(window.rate_before).toBeCloseTo(0.03, 1)
    expect(adaptiveWindow(blocks.slice(0, 126)).changes.length).toBeGreaterThan(0)
  })

  test('nothing scored is no rate', () => {
    expect(adaptiveWindow([])).toEqual({ changes: [], begins: 0, rate: NaN, rate_before: NaN })
  })
})
