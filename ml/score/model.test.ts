import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FEATURE_NAMES } from '../features.ts'
import { gaussianMatrix } from '../train/planted.builder.ts'
import { randomOf } from '../train/random.ts'
import { fitModel } from '../train/train-model.ts'
import { explainDeviations } from './explain-deviations.ts'
import type { Manifest } from './old-manifest.ts'
import { loadModel, type Model } from './model.ts'
import { threatLevelOf } from './threat-level.ts'

const now = new Date('2026-01-31T12:00:00Z')
let directory: string
let model: Model

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vigie-model-'))
  const matrix = gaussianMatrix(randomOf(2), 300, FEATURE_NAMES.length)
  model = await fitModel(matrix, { now, since: now, origin: 'site', random_state: 1, feature_names: FEATURE_NAMES })
})

afterAll(() => rm(directory, { recursive: true, force: true }))

async function store(manifest: Partial<Manifest> | string, bytes = model.bytes): Promise<void> {
  const text = typeof manifest === 'string' ? manifest : JSON.stringify({ ...model.manifest, ...manifest })
  await writeFile(join(directory, 'manifest.json'), text)
  await writeFile(join(directory, 'model.onnx'), bytes)
}

describe('loading a model', () => {
  test('an empty folder holds no model', async () => {
    expect(await loadModel(join(directory, 'nothing'))).toBeUndefined()
  })

  test('what was stored comes back', async () => {
    await store({})
    const loaded = await loadModel(directory)
    expect(loaded?.manifest).toEqual(model.manifest)
    expect(loaded?.manifest.metrics.onnx_difference_max).toBeLessThan(1e-5)
  })

  test('features in another order than the file has are refused', async () => {
    const [first = '', second = '', ...rest] = model.manifest.feature_names
    await store({ feature_names: [second, first, ...rest] })
    await expect(loadModel(directory)).rejects.toThrow('in another order')
  })

  test('another number of features than the file has is refused', async () => {
    const shortened = (values: number[]) => values.slice(1)
    const { medians, iqrs, standard_deviations, known_shares } = model.manifest.baseline
    await store({
      feature_names: model.manifest.feature_names.slice(1),
      baseline: {
        medians: shortened(medians),
        iqrs: shortened(iqrs),
        standard_deviations: shortened(standard_deviations),
        known_shares: shortened(known_shares),
      },
    })
    await expect(loadModel(directory)).rejects.toThrow('trained on other features')
  })

  test('a feature that the store does not yield is refused by name, and one that is named twice', async () => {
    const [first = '', second = '', ...rest] = model.manifest.feature_names
    await store({ feature_names: ['shoe_size', second, ...rest] })
    await expect(loadModel(directory)).rejects.toThrow('it wants shoe_size')
    await store({ feature_names: [first, first, ...rest] })
    await expect(loadModel(directory)).rejects.toThrow(`it names ${first} twice`)
  })

  test('other bytes than the manifest names are refused', async () => {
    await store({}, model.bytes.slice(1))
    await expect(loadModel(directory)).rejects.toThrow('sha256 differs')
  })

  test('a manifest that cannot be read is refused', async () => {
    await store('{"format": 1')
    await expect(loadModel(directory)).rejects.toThrow('manifest.json')
  })
})

describe('reading a score', () => {
  test('levels rise with the score, and a score on a threshold is below it', () => {
    const thresholds = { LOW: 0.5, MEDIUM: 0.55, HIGH: 0.6, CRITICAL: 0.7 }
    const levels = [0.5, 0.51, 0.56, 0.61, 0.71].map((score) => threatLevelOf(score, thresholds))
    expect(levels).toEqual(['NORMAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'])
  })

  test('deviations come farthest first, in robust standard deviations, the unknown last', () => {
    const manifest = {
      feature_names: ['near', 'unknown', 'far', 'constant'],
      baseline: {
        medians: [0, 0, 10, 3],
        iqrs: [1.349, 1, 2.698, 0],
        standard_deviations: [1, 1, 1, 0],
        known_shares: [1, 1, 1, 1],
      },
    }
    const deviations = explainDeviations([1, NaN, 4, 3], manifest)
    expect(deviations.map(({ name, deviation }) => [name, deviation])).toEqual([
      ['far', -3],
      ['near', 1],
      ['constant', 0],
      ['unknown', null],
    ])
  })
})
