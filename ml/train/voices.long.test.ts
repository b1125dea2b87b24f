import { beforeAll, describe, expect, test } from 'vitest'
import { VoiceRunner } from '../score/voice-runner.ts'
import { readAutoencoderParts } from './autoencoder-parts.ts'
import { trainAutoencoderVoice } from './autoencoder-voice.ts'
import { reconstructionErrors } from './autoencoder.ts'
import { readEifParts } from './eif-parts.ts'
import { trainEif } from './eif.ts'
import { scoreExtendedForest } from './extended-isolation-forest.ts'
import { gaussian } from './gaussian.ts'
import { readKnnParts } from './knn-parts.ts'
import { trainKnn } from './knn.ts'
import type { Matrix } from './matrix.ts'
import { distanceToPrototypes } from './nearest-neighbours.ts'
import { gaussianMatrix, rocAucOf } from './planted.builder.ts'
import { randomOf } from './random.ts'
import { scaleMatrix } from './scaling.ts'
import { columnNames, largestDifference, untidyMatrix } from './untidy.builder.ts'
import type { TrainedVoice } from './voice.ts'

const COLUMNS = 33
const TRAINERS = {
  'eif, thresholds in the spread': (matrix: Matrix, random_state: number) =>
    trainEif(matrix, { feature_names: columnNames(matrix), random_state, n_estimators: 100 }),
  'eif, thresholds in the box': (matrix: Matrix, random_state: number) =>
    trainEif(matrix, { feature_names: columnNames(matrix), random_state, n_estimators: 50, thresholds: 'box' }),
  autoencoder: (matrix: Matrix, random_state: number) =>
    trainAutoencoderVoice(matrix, { feature_names: columnNames(matrix), random_state }),
  knn: (matrix: Matrix, random_state: number) =>
    trainKnn(matrix, { feature_names: columnNames(matrix), random_state, prototypes: 300 }),
} as const
const NAMES = ['eif, thresholds in the spread', 'eif, thresholds in the box', 'autoencoder', 'knn'] as const

async function scoredByOnnx({ onnx }: TrainedVoice, matrix: Matrix): Promise<Float32Array> {
  const runner = await VoiceRunner.open(onnx)
  try {
    return await runner.score(matrix)
  } finally {
    await runner.close()
  }
}

describe.each(NAMES)('%s', (name) => {
  const training = untidyMatrix(randomOf(9), 1500, COLUMNS)
  const unseen = untidyMatrix(randomOf(10), 700, COLUMNS)
  let voice: TrainedVoice
  beforeAll(async () => {
    voice = await TRAINERS[name](training, 1)
  })

  test('ONNX scores every row as the trainer does: gaps, outliers, rows of gaps alone', async () => {
    const empty = { rows: 3, columns: COLUMNS, values: new Float32Array(3 * COLUMNS).fill(NaN) }
    for (const rows of [training, unseen, empty]) {
      const scores = voice.score(rows)
      expect(scores.every(Number.isFinite)).toBe(true)
      expect(largestDifference(scores, await scoredByOnnx(voice, rows))).toBeLessThan(1e-5)
    }
  })

  test('the same random_state gives the same files, another one others', async () => {
    const again = await TRAINERS[name](training, 1)
    expect(Buffer.compare(again.onnx, voice.onnx)).toBe(0)
    expect(Buffer.compare(again.parts ?? new Uint8Array(), voice.parts ?? new Uint8Array())).toBe(0)
    const other = await TRAINERS[name](training, 2)
    expect(Buffer.compare(other.onnx, voice.onnx)).not.toBe(0)
  })

  test('the file names its features, and its parts give the same scores', () => {
    expect(Buffer.from(voice.onnx).includes(JSON.stringify(columnNames(training)))).toBe(true)
    expect(largestDifference(scoredByParts(voice, unseen), voice.score(unseen))).toBeLessThan(1e-12)
  })

  test('rows that differ only where training never varied, almost never varied, or beyond its range, stand out', async () => {
    const columns = 40
    const rows = gaussianMatrix(randomOf(13), 1000, columns)
    for (let row = 0; row < rows.rows; row++) {
      rows.values[row * columns] = 1
      rows.values[row * columns + 1] = row % 500 === 0 ? 1 : 0
    }
    const learnt = await TRAINERS[name]({ ...rows, rows: 700, values: rows.values.slice(0, 700 * columns) }, 1)
    const others = rows.values.slice(700 * columns)
    const with_ = (column: number, value: number): Matrix => ({
      rows: 300,
      columns,
      values: others.map((each, at) => (at % columns === column ? value : each)),
    })
    const ordinary = learnt.score(with_(1, 0))
    for (const odd of [with_(0, 0), with_(1, 1), with_(2, 12)]) {
      expect(rocAucOf(learnt.score(odd), ordinary)).toBeGreaterThan(name.includes('box') ? 0.8 : 0.9)
    }
    // Rounding is no difference.
    expect(rocAucOf(learnt.score(with_(0, 1.0000001)), learnt.score(with_(0, 1)))).toBeLessThan(0.55)
  })

  test('two rows are enough, and equal rows do no harm', async () => {
    const two = await TRAINERS[name](gaussianMatrix(randomOf(3), 2, 3), 1)
    const equal = await TRAINERS[name]({ rows: 300, columns: 3, values: new Float32Array(900).fill(2) }, 1)
    const asked = gaussianMatrix(randomOf(4), 20, 3)
    for (const trained of [two, equal]) {
      const scores = await scoredByOnnx(trained, asked)
      expect(scores.every(Number.isFinite)).toBe(true)
      expect(largestDifference(trained.score(asked), scores)).toBeLessThan(1e-5)
    }
  })
})

function scoredByParts({ voice, parts }: TrainedVoice, rows: Matrix): Float64Array {
  const bytes = parts ?? new Uint8Array()
  if (voice === 'eif') {
    const { scaling, forest } = readEifParts(bytes)
    return scoreExtendedForest(forest, scaleMatrix(rows, scaling))
  }
  if (voice === 'autoencoder') {
    const { scaling, layers } = readAutoencoderParts(bytes)
    return reconstructionErrors(layers, scaleMatrix(rows, scaling))
  }
  const { scaling, prototypes } = readKnnParts(bytes)
  const unit = 1 / (scaling.steps * Math.sqrt(rows.columns))
  return distanceToPrototypes(prototypes, scaleMatrix(rows, scaling)).map((distance) => distance * unit)
}

describe('extended isolation forest', () => {
  test('every training row goes one way at every node, and leaves lie within the depth', async () => {
    const matrix = gaussianMatrix(randomOf(5), 600, 7)
    const { parts } = await trainEif(matrix, { feature_names: columnNames(matrix), random_state: 1, n_estimators: 30 })
    const { forest } = readEifParts(parts ?? new Uint8Array())
    expect(forest.max_samples).toBe(256)
    for (const root of forest.roots) expect(forest.counts[root]).toBe(256)
    forest.left.forEach((left, node) => {
      if (left < 0) expect(forest.offset[node]).toBeGreaterThanOrEqual(0)
      else expect((forest.counts[left] ?? 0) + (forest.counts[left + 1] ?? 0)).toBe(forest.counts[node])
    })
  })

  test('anomalies planted round a Gaussian blob rank above it, wherever they lie', async () => {
    const random = randomOf(7)
    const matrix = gaussianMatrix(random, 2000, 5)
    for (let at = 0; at < 40 * 5; at++) {
      matrix.values[at] = (random() < 0.5 ? -1 : 1) * (3.5 + Math.abs(gaussian(random)))
    }
    for (const thresholds of ['box', 'spread'] as const) {
      const options = { feature_names: columnNames(matrix), random_state: 1, thresholds }
      const scores = (await trainEif(matrix, options)).score(matrix)
      expect(rocAucOf(scores.subarray(0, 40), scores.subarray(40))).toBeGreaterThan(0.99)
    }
  })

  test('scores do not depend on the unit or the origin of a column', async () => {
    const matrix = gaussianMatrix(randomOf(8), 800, 4)
    const moved = { ...matrix, values: matrix.values.map((value, at) => (at % 4 === 2 ? value * 1024 + 4096 : value)) }
    const options = { feature_names: columnNames(matrix), random_state: 1 }
    const one = (await trainEif(matrix, options)).score(matrix)
    const other = (await trainEif(moved, options)).score(moved)
    // A value may lie on the border of two steps.
    const apart = one.filter((score, row) => Math.abs(score - (other[row] ?? NaN)) > 0.02).length
    expect(apart).toBeLessThan(8)
  })
})
