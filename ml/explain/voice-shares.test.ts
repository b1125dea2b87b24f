import { beforeAll, describe, expect, test } from 'vitest'
import { trainAutoencoderVoice } from '../train/autoencoder-voice.ts'
import { trainEif } from '../train/eif.ts'
import { trainKnn } from '../train/knn.ts'
import { readKnnParts } from '../train/knn-parts.ts'
import type { Matrix } from '../train/matrix.ts'
import { distanceToPrototypes } from '../train/nearest-neighbours.ts'
import { gaussianMatrix } from '../train/planted.builder.ts'
import { randomOf } from '../train/random.ts'
import { scaleMatrix } from '../train/scaling.ts'
import type { TrainedVoice } from '../train/voice.ts'
import { neighbourDistances } from './neighbour-distances.ts'
import { explainerOf } from './voice-shares.ts'

const COLUMNS = 40
const ROWS = 60
const names = Array.from({ length: COLUMNS }, (_, at) => `f${at}`)
const options = { feature_names: names, random_state: 3 }

/** Ordinary rows but for one feature each, far off to either side. */
function planted(): Matrix {
  const matrix = gaussianMatrix(randomOf(8), ROWS, COLUMNS)
  for (let row = 0; row < ROWS; row++) matrix.values[row * COLUMNS + (row % COLUMNS)] = row % 2 === 0 ? 6 : -6
  return matrix
}

let voices: TrainedVoice[]

beforeAll(async () => {
  const baseline = gaussianMatrix(randomOf(4), 1500, COLUMNS)
  voices = [
    await trainEif(baseline, { ...options, n_estimators: 100 }),
    await trainKnn(baseline, { ...options, prototypes: 500 }),
    await trainAutoencoderVoice(baseline, options),
  ]
})

function partsOf(name: TrainedVoice['voice']): Uint8Array {
  return voices.find(({ voice }) => voice === name)?.parts ?? new Uint8Array()
}

describe('what a voice says of each feature', () => {
  test.each(['eif', 'knn', 'autoencoder'] as const)(
    '%s names the planted feature first in nearly all rows',
    (voice) => {
      const { values, signed } = explainerOf(voice, partsOf(voice))(planted())
      const found = Array.from({ length: ROWS }, (_, row) => {
        const shares = values.subarray(row * COLUMNS, (row + 1) * COLUMNS)
        return shares.indexOf(Math.max(...shares)) === row % COLUMNS
      }).filter(Boolean)
      expect(signed).toBe(false)
      expect(found.length / ROWS).toBeGreaterThan(0.95)
    },
  )

  test.each(['eif', 'knn', 'autoencoder'] as const)('%s: shares sum to 1, and a gap has none', (voice) => {
    const matrix = planted()
    matrix.values[0] = NaN
    const { values } = explainerOf(voice, partsOf(voice))(matrix)
    expect(values[0]).toBe(0)
    for (let row = 0; row < ROWS; row++) {
      const sum = values.subarray(row * COLUMNS, (row + 1) * COLUMNS).reduce((all, value) => all + value, 0)
      expect(sum).toBeCloseTo(1, 10)
    }
  })

  test('distances per feature sum to the distance that the voice scores by', () => {
    const { scaling, prototypes } = readKnnParts(partsOf('knn'))
    const scaled = scaleMatrix(planted(), scaling)
    const parts = neighbourDistances(prototypes, scaled)
    distanceToPrototypes(prototypes, scaled).forEach((distance, row) => {
      const sum = parts.subarray(row * COLUMNS, (row + 1) * COLUMNS).reduce((all, value) => all + value, 0)
      expect(sum).toBeCloseTo(distance, 6)
    })
  })
})
