import { describe, expect, test } from 'vitest'
import { meanPathLengths, scoreIsolationForest, trainIsolationForest } from './isolation-forest.ts'
import type { Matrix } from './matrix.ts'
import { anomalyScoreOf, averagePathLength } from './path-length.ts'
import { gaussian } from './gaussian.ts'
import { gaussianMatrix, rocAucOf } from './planted.builder.ts'
import { randomOf } from './random.ts'

function forestOf(matrix: Matrix, random_state = 1, n_estimators = 200) {
  return trainIsolationForest(matrix, { n_estimators, max_samples: 256, random: randomOf(random_state) })
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

  test('the same random_state gives the same forest, another one another', () => {
    const matrix = gaussianMatrix(randomOf(5), 400, 4)
    expect(forestOf(matrix, 11)).toEqual(forestOf(matrix, 11))
    expect(forestOf(matrix, 12)).not.toEqual(forestOf(matrix, 11))
  })

  test('rows that are all equal score one half', () => {
    const matrix = { rows: 300, columns: 3, values: new Float32Array(900).fill(2) }
    expect(scoreIsolationForest(forestOf(matrix, 1, 10), matrix)[0]).toBeCloseTo(0.5, 6)
  })
})
