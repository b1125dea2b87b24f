import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { matrixOf } from '../train/matrix.ts'
import { gaussian } from '../train/gaussian.ts'
import { randomOf } from '../train/random.ts'
import { hdbscan } from './hdbscan.ts'

const numbers = z.array(z.number())
const Fixtures = z.array(
  z.object({
    name: z.string(),
    min_cluster_size: z.number(),
    rows: z.array(numbers),
    labels: numbers,
    r_labels: numbers,
    probabilities: numbers,
  }),
)
const fixtures = Fixtures.parse(JSON.parse(readFileSync(new URL('../testdata/hdbscan.json', import.meta.url), 'utf8')))

/** Agreement of two groupings beyond chance, 1 at most (Hubert, Arabie 1985). */
function adjustedRand(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const pairs = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0)
  const count = (keys: string[]) => {
    const counts = new Map<string, number>()
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
    return pairs(counts.values())
  }
  const rows = Array.from({ length: one.length }, (_, row) => [one[row] ?? 0, other[row] ?? 0] as const)
  const both = count(rows.map(([a, b]) => `${a} ${b}`))
  const first = count(rows.map(([a]) => `${a}`))
  const second = count(rows.map(([, b]) => `${b}`))
  const expected = (first * second) / pairs([rows.length])
  const most = (first + second) / 2
  return most === expected ? 1 : (both - expected) / (most - expected)
}

const matrixFrom = (rows: readonly (readonly number[])[]) => matrixOf(rows, rows[0]?.length ?? 0)

describe('against scikit-learn’s definition, by scipy, and R’s dbscan', () => {
  test.each(fixtures)('$name: the same groups, the same probabilities', (fixture) => {
    const { labels, probabilities } = hdbscan(matrixFrom(fixture.rows), fixture)
    expect(adjustedRand(labels, fixture.labels)).toBe(1)
    // R counts copies of one row otherwise; everywhere else it agrees.
    if (!/copies|rounded/.test(fixture.name)) expect(adjustedRand(labels, fixture.r_labels)).toBe(1)
    const worst = fixture.probabilities.reduce(
      (most, expected, row) => Math.max(most, Math.abs(expected - (probabilities[row] ?? NaN))),
      0,
    )
    expect(worst).toBeLessThan(1e-5)
  })
})

describe('what holds for any rows', () => {
  const tables = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
    minLength: 1,
    maxLength: 60,
  })

  test('a cluster has its least size, and who is in none has probability 0', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 2, max: 8 }), (rows, min_cluster_size) => {
        const { labels, probabilities, persistences } = hdbscan(matrixFrom(rows), { min_cluster_size })
        const sizes = persistences.map((_, label) => labels.filter((each) => each === label).length)
        expect(sizes.every((size) => size >= min_cluster_size)).toBe(true)
        expect(labels.every((label, row) => label >= 0 || probabilities[row] === 0)).toBe(true)
        expect(probabilities.every((each) => each >= 0 && each <= 1)).toBe(true)
        expect(persistences.every((each) => each >= 0 && each <= 1)).toBe(true)
      }),
    )
  })

  test('moving and stretching all rows alike changes nothing', () => {
    const fixture = fixtures[1]
    const moved = fixture?.rows.map((row) => row.map((value) => 4 * value + 64)) ?? []
    const { labels } = hdbscan(matrixFrom(moved), { min_cluster_size: fixture?.min_cluster_size ?? 5 })
    expect(adjustedRand(labels, fixture?.labels ?? [])).toBe(1)
  })
})

describe('beyond the published method', () => {
  const random = randomOf(3)
  const around = (x: number, count: number) =>
    Array.from({ length: count }, () => [x + gaussian(random) / 10, gaussian(random) / 10])

  test('within a reach a lone dense group is a cluster, and strays beyond it are not of it', () => {
    const rows = [...around(0, 30), [40, 0], [0, 50], [-30, -30]]
    const { labels } = hdbscan(matrixFrom(rows), { min_cluster_size: 5, reach: 1, grain: 0.1 })
    expect([...labels]).toEqual([...Array.from({ length: 30 }, () => 0), -1, -1, -1])
  })

  test('with a grain copies of one row do not break up the group around them', () => {
    const rows = [...around(0, 30), ...Array.from({ length: 8 }, () => [0.05, 0.05]), ...around(9, 12)]
    const { labels } = hdbscan(matrixFrom(rows), { min_cluster_size: 5, reach: 2, grain: 0.2 })
    expect(new Set(labels.slice(0, 38)).size).toBe(1)
    expect(new Set(labels)).toEqual(new Set([0, 1]))
  })
})
