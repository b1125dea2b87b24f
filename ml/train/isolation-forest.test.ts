import { describe, expect, test } from 'vitest'
import { VoiceRunner } from '../score/voice-runner.ts'
import { exportIsolationForest } from './export-isolation-forest.ts'
import { meanPathLengths, scoreIsolationForest, trainIsolationForest } from './isolation-forest.ts'
import type { Matrix } from './matrix.ts'
import { anomalyScoreOf, averagePathLength } from './path-length.ts'
import { gaussian } from './gaussian.ts'
import { gaussianMatrix, rocAucOf } from './planted.builder.ts'
import { baselineOf, imputeMedians } from './preprocess.ts'
import { randomOf } from './random.ts'

function forestOf(matrix: Matrix, random_state = 1, n_estimators = 200) {
  return trainIsolationForest(matrix, { n_estimators, max_samples: 256, random: randomOf(random_state) })
}

async function scoredByOnnx(bytes: Uint8Array, matrix: Matrix): Promise<Float32Array> {
  const scorer = await VoiceRunner.open(bytes)
  try {
    return await scorer.score(matrix)
  } finally {
    await scorer.close()
  }
}

function largestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  return Array.from(one).reduce((largest, value, at) => Math.max(largest, Math.abs(value - (other[at] ?? NaN))), 0)
}

describe('path lengths', () => {
  test('c(n) has the published values', () => {
    expect(averagePathLength(1)).toBe(0)
    expect(averagePathLength(2)).toBe(1)
    expect(averagePathLength(256)).toBeCloseTo(10.2448, 4)
  })

  test('a path as long as c(n) scores one half, an immediate isolation one', () => {
    expect(anomalyScoreOf(averagePathLength(256), 256)).toBe(0.5)
    expect(anomalyScoreOf(0, 256)).toBe(1)
  })
})

describe('isolation forest', () => {
  test('anomalies planted round a Gaussian blob rank above it', () => {
    const random = randomOf(7)
    const blob = gaussianMatrix(random, 2000, 5)
    const matrix = { ...blob, values: blob.values.slice() }
    const planted = 40
    for (let row = 0; row < planted; row++) {
      for (let column = 0; column < 5; column++) {
        matrix.values[row * 5 + column] = (random() < 0.5 ? -1 : 1) * (3.5 + Math.abs(gaussian(random)))
      }
    }
    const scores = scoreIsolationForest(forestOf(matrix), matrix)
    expect(rocAucOf(scores.subarray(0, planted), scores.subarray(planted))).toBeGreaterThan(0.99)
  })

  test('ordinary rows lie near one half, and path lengths near c(256) on uniform noise', () => {
    const random = randomOf(3)
    const matrix = { rows: 2000, columns: 8, values: Float32Array.from({ length: 16_000 }, random) }
    const forest = forestOf(matrix)
    const lengths = meanPathLengths(forest, matrix)
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
    expect(Math.abs(mean / averagePathLength(256) - 1)).toBeLessThan(0.1)
  })

  test('rows that differ only where training never varied, or beyond its range, rank above ordinary ones', () => {
    const random = randomOf(13)
    const columns = 8
    const ordinary = gaussianMatrix(random, 1000, columns)
    for (let row = 0; row < ordinary.rows; row++) ordinary.values[row * columns] = 1
    const forest = forestOf({ ...ordinary, values: ordinary.values.slice(0, 700 * columns), rows: 700 })
    const unseen = { rows: 300, columns, values: ordinary.values.slice(700 * columns) }
    const constantOff = { ...unseen, values: unseen.values.map((value, at) => (at % columns === 0 ? 0 : value)) }
    const beyond = { ...unseen, values: unseen.values.map((value, at) => (at % columns === 1 ? 8 : value)) }
    const scores = scoreIsolationForest(forest, unseen)
    expect(rocAucOf(scoreIsolationForest(forest, constantOff), scores)).toBeGreaterThan(0.85)
    expect(rocAucOf(scoreIsolationForest(forest, beyond), scores)).toBeGreaterThan(0.85)
  })

  test('the same random_state gives the same forest, another one another', () => {
    const matrix = gaussianMatrix(randomOf(5), 400, 4)
    expect(forestOf(matrix, 11)).toEqual(forestOf(matrix, 11))
    expect(forestOf(matrix, 12)).not.toEqual(forestOf(matrix, 11))
  })

  test('rows that are all equal score one half and still export', async () => {
    const matrix = { rows: 300, columns: 3, values: new Float32Array(900).fill(2) }
    const forest = forestOf(matrix, 1, 10)
    expect(scoreIsolationForest(forest, matrix)[0]).toBeCloseTo(0.5, 6)
    const scores = await scoredByOnnx(exportIsolationForest(forest, ['a', 'b', 'c'], [2, 2, 2]), matrix)
    expect(scores[299]).toBeCloseTo(0.5, 6)
  })
})

describe('ONNX export', () => {
  test('scores every training row as the trainer does, gaps included', async () => {
    const random = randomOf(9)
    const matrix = gaussianMatrix(random, 5000, 33)
    // Gaps, ties and whole numbers: where rounding at a split would show.
    for (let index = 0; index < matrix.values.length; index++) {
      if (index % 33 < 12) matrix.values[index] = Math.round((matrix.values[index] ?? 0) * 2)
      if (random() < 0.1) matrix.values[index] = NaN
    }
    const { medians } = baselineOf(matrix)
    const filled = imputeMedians(matrix, medians)
    const forest = forestOf(filled)
    const bytes = exportIsolationForest(
      forest,
      medians.map((_, column) => `feature_${column}`),
      medians,
    )
    expect(bytes.length).toBeLessThan(1_500_000)
    const scores = await scoredByOnnx(bytes, matrix)
    expect(largestDifference(scoreIsolationForest(forest, filled), scores)).toBeLessThan(1e-5)
  })
})
