import { describe, expect, test } from 'vitest'
import { VoiceRunner } from '../score/voice-runner.ts'
import { rocAucOf } from './planted.builder.ts'
import { randomOf } from './random.ts'
import { columnNames, largestDifference, untidyMatrix } from './untidy.builder.ts'
import { trainXgboost, xgboostProblem } from './xgboost.ts'
import { readXgboostParts } from './xgboost-parts.ts'

const matrix = untidyMatrix(randomOf(21), 3000, 12)
/** The gaps tell too: a label follows two columns and whether a third one is known. */
const labels = Uint8Array.from({ length: matrix.rows }, (_, row) => {
  const cell = (column: number): number => matrix.values[row * matrix.columns + column] ?? NaN
  return cell(0) + cell(6) > 1.5 || Number.isNaN(cell(1)) ? 1 : 0
})
const options = { feature_names: columnNames(matrix), random_state: 1, n_estimators: 60 }
const present = xgboostProblem() === null

test('a library that is not there is a reason, not an exception', () => {
  expect(xgboostProblem('libno-such-library.so.0')).toMatch(
    /libno-such-library.so.0 cannot be used .*VIGIE_XGBOOST_LIBRARY/,
  )
  expect(xgboostProblem('libc.so.6')).toMatch(/libc.so.6 cannot be used/)
})

describe.runIf(present)('XGBoost', () => {
  test('ONNX gives what the library itself predicts, gaps included', async () => {
    const voice = await trainXgboost(matrix, labels, options)
    const unseen = untidyMatrix(randomOf(22), 2000, 12)
    const runner = await VoiceRunner.open(voice.onnx)
    for (const rows of [matrix, unseen]) {
      expect(largestDifference(voice.score(rows), await runner.score(rows))).toBeLessThan(1e-5)
    }
    await runner.close()
    const scores = voice.score(matrix)
    const of = (label: number) => scores.filter((_, row) => labels[row] === label)
    expect(rocAucOf(of(1), of(0))).toBeGreaterThan(0.99)
  })

  test('the parts are the trees: their leaves add up to the margin', async () => {
    const voice = await trainXgboost(matrix, labels, { ...options, n_estimators: 20 })
    const { base_margin, trees } = readXgboostParts(voice.parts ?? new Uint8Array())
    const scores = voice.score(matrix)
    for (let row = 0; row < 200; row++) {
      let margin = base_margin
      for (const { left, right, feature, threshold, default_left, value } of trees) {
        let node = 0
        while ((feature[node] ?? -1) >= 0) {
          const cell = matrix.values[row * matrix.columns + (feature[node] ?? 0)] ?? NaN
          const goesLeft = Number.isNaN(cell) ? default_left[node] === 1 : cell < (threshold[node] ?? 0)
          node = (goesLeft ? left[node] : right[node]) ?? 0
        }
        margin += value[node] ?? 0
      }
      expect(1 / (1 + Math.exp(-margin))).toBeCloseTo(scores[row] ?? NaN, 5)
    }
  })

  test('the same random_state gives the same file; rows without weight are not learnt from', async () => {
    const once = await trainXgboost(matrix, labels, options)
    expect(Buffer.compare((await trainXgboost(matrix, labels, options)).onnx, once.onnx)).toBe(0)
    const weights = Float32Array.from(labels, (label) => (label === 1 ? 0 : 1))
    const blind = (await trainXgboost(matrix, labels, { ...options, weights })).score(matrix)
    expect(Math.max(...blind)).toBeLessThan(0.2)
  })

  test('trees that are a single leaf still export', async () => {
    const all_human = new Uint8Array(matrix.rows)
    const voice = await trainXgboost(matrix, all_human, { ...options, n_estimators: 3 })
    const runner = await VoiceRunner.open(voice.onnx)
    expect(largestDifference(voice.score(matrix), await runner.score(matrix))).toBeLessThan(1e-5)
    await runner.close()
  })
})
