import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { config } from '#db/config.ts'
import { plantedCandidates } from '../training/candidate.builder.ts'
import { fitModel } from '../training/fit-model.ts'
import { planLesson } from '../training/lesson.ts'
import { explainDeviations } from './explain-deviations.ts'
import { featureMatrixOf } from './feature-matrix.ts'
import { promoteModel, pruneModels, storeModel } from './keep-model.ts'
import { listModels } from './list-models.ts'
import type { Manifest } from './manifest.ts'
import { loadModel, type Model } from './model.ts'
import { currentModel, modelDirectory } from './model-store.ts'
import { openModel } from './open-model.ts'
import { threatLevelOf } from './threat-level.ts'

const now = new Date('2026-01-31T12:00:00Z')
const original = config.state_directory
let directory: string
let model: Model

beforeAll(async () => {
  model = await fitModel(planLesson(plantedCandidates({ people: 300, spread: 0.15 }), []), {
    ...{ model_name: 'applicatif', now, origin: 'site', random_state: 1, current: undefined, report: () => undefined },
    sizes: { eif_trees: 20, eif_samples: 64, knn_prototypes: 50, xgboost_trees: 5 },
    training: {
      since: now.toISOString(),
      until: now.toISOString(),
      hosts: [],
      population: '',
      excluded: {},
      labels: {},
    },
  })
})

beforeEach(async () => {
  config.state_directory = mkdtempSync(join(tmpdir(), 'vigie-model-'))
  directory = modelDirectory(model.manifest.model_version) ?? ''
  await storeModel(directory, model, [])
})

afterEach(() => {
  rmSync(config.state_directory, { recursive: true, force: true })
})
afterAll(() => {
  config.state_directory = original
})

function alter(manifest: Partial<Manifest> | string): void {
  const text = typeof manifest === 'string' ? manifest : JSON.stringify({ ...model.manifest, ...manifest })
  writeFileSync(join(directory, 'manifest.json'), text)
}

/** The same model under another version. */
async function storeAs(model_version: string, changes: Partial<Manifest> = {}): Promise<void> {
  await storeModel(
    modelDirectory(model_version) ?? '',
    { ...model, manifest: { ...model.manifest, model_version, ...changes } },
    [],
  )
}

describe('loading a package', () => {
  test('an empty folder holds no model', async () => {
    expect(await loadModel(join(directory, 'nothing'))).toBeUndefined()
  })

  test('what was stored comes back and scores as it did', async () => {
    const loaded = await loadModel(directory)
    expect(loaded?.manifest).toEqual(model.manifest)
    expect(Object.keys(loaded?.voices ?? {})).toEqual(['eif', 'autoencoder', 'knn'])
    const scores = await Promise.all(
      [model, loaded ?? model].map(async (each) => {
        const open = await openModel(each)
        const matrix = featureMatrixOf(
          plantedCandidates({ people: 5 }).map(({ row }) => row),
          each.manifest.feature_names,
        )
        const { anomaly_score, voices } = await open.score(matrix, new Float32Array(5).fill(NaN))
        await open.close()
        return [...anomaly_score, ...voices.knn, ...voices.xgboost]
      }),
    )
    expect(scores[1]).toEqual(scores[0])
  })

  test('features in another order than the files have, or another number of them, are refused', async () => {
    const [first = '', second = '', ...rest] = model.manifest.feature_names
    alter({ feature_names: [second, first, ...rest] })
    await expect(loadModel(directory)).rejects.toThrow('in another order')
    alter({ feature_names: [second, ...rest] })
    await expect(loadModel(directory)).rejects.toThrow('one value for each feature')
  })

  test('a feature that the store does not yield is refused by name, and one that is named twice', async () => {
    const [first = '', second = '', ...rest] = model.manifest.feature_names
    alter({ feature_names: ['shoe_size', second, ...rest] })
    await expect(loadModel(directory)).rejects.toThrow('it wants shoe_size')
    alter({ feature_names: [first, first, ...rest] })
    await expect(loadModel(directory)).rejects.toThrow(`it names ${first} twice`)
  })

  test.each(['eif.onnx', 'knn.parts'])(
    '%s with other bytes than the manifest names, or missing, is refused',
    async (file) => {
      const path = join(directory, file)
      writeFileSync(path, readFileSync(path).subarray(1))
      await expect(loadModel(directory)).rejects.toThrow(
        `${file} is not the file that the manifest names (sha256 differs)`,
      )
      rmSync(path)
      await expect(loadModel(directory)).rejects.toThrow(`${file} is missing`)
    },
  )

  test('a manifest that cannot be read is refused; one of the former format says what to do', async () => {
    alter('{"format": 2')
    await expect(loadModel(directory)).rejects.toThrow('manifest.json')
    alter('{"format": 1, "model_version": "if-20260101000000-0badcafe"}')
    await expect(loadModel(directory)).rejects.toThrow(/if-20260101000000-0badcafe has the format .* train again/)
  })
})

describe('the models of a site', () => {
  test('one that is promoted scores, an older one scores again when it is promoted, and the bundled one too', async () => {
    expect((await currentModel('applicatif')).model?.manifest.origin).toBe('bundled')
    await storeAs('applicatif-20260201000000-00000001')
    for (const version of ['applicatif-20260201000000-00000001', model.manifest.model_version]) {
      await promoteModel(version)
      expect((await currentModel('applicatif')).model?.manifest.model_version).toBe(version)
      const current = (await listModels()).filter((each) => each.current).map(({ manifest }) => manifest?.model_version)
      expect(current).toContain(version)
      expect(current).toHaveLength(2)
    }
    const bundled = (await listModels()).find(({ directory }) => directory.endsWith(join('bundled', 'applicatif')))
    await promoteModel(bundled?.manifest?.model_version ?? '')
    expect((await currentModel('applicatif')).model?.manifest.origin).toBe('bundled')
  })

  test('one that failed its validation is listed and cannot be promoted', async () => {
    await storeAs('applicatif-20260202000000-00000002', {
      gate: { passed: false, anomaly_rate: 0.5, reason: 'too many' },
    })
    await expect(promoteModel('applicatif-20260202000000-00000002')).rejects.toThrow('Not promoted: too many.')
    expect((await listModels()).map(({ manifest }) => manifest?.gate.reason)).toContain('too many')
  })

  test('what an earlier version trained is refused with a sentence, and the bundled model scores meanwhile', async () => {
    alter('{"format": 1, "model_version": "if-20260101000000-0badcafe"}')
    writeFileSync(join(config.state_directory, 'models', 'current'), `${model.manifest.model_version}\n`)
    const current = await currentModel('complet')
    expect(current.model?.manifest.origin).toBe('bundled')
    expect(current.problem).toMatch(/format of an earlier version/)
  })

  test('the last ten stay, and with them the one that scores', async () => {
    await promoteModel(model.manifest.model_version)
    for (let day = 10; day < 22; day++) {
      const trained_at = `2026-02-${day}T00:00:00.000Z`
      await storeAs(`applicatif-202602${day}000000-00000000`, { trained_at })
    }
    const removed = await pruneModels()
    expect(removed).toEqual(['applicatif-20260211000000-00000000', 'applicatif-20260210000000-00000000'])
    const kept = (await listModels()).filter(({ manifest }) => manifest?.origin === 'site')
    expect(kept.map(({ manifest }) => manifest?.model_version)).toContain(model.manifest.model_version)
    expect(kept).toHaveLength(11)
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
