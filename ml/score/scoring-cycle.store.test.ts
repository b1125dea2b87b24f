import { readFile, writeFile } from 'node:fs/promises'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listFeatureNames } from '#db/clickhouse/scores/list-feature-names.ts'
import { lastCycle } from '#db/clickhouse/scores/last-cycle.ts'
import { ask, insertRaw, startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import { config } from '#db/config.ts'
import { statePath } from '#db/state-directory.ts'
import { aRequest } from '#db/model/request.builder.ts'
import { FEATURE_NAMES } from '../features.ts'
import { trainModel } from '../train/train-model.ts'
import { loadModel } from './model.ts'
import { bundledDirectory } from './model-store.ts'
import { getModelStatus } from './model-status.ts'
import { runScoringCycle } from './run-scoring-cycle.ts'

const now = new Date()
const began = new Date(now.getTime() - 20_000).toISOString()
const original_directory = config.state_directory
let store: TestStore

/** One request of each of `count` clients; every seventh is unlike the others. */
function requestsOf(count: number, request_number = 1) {
  return Array.from({ length: count }, (_, client) => {
    const odd = client % 7 === 0
    return aRequest({
      time: began,
      src_ip: `203.0.113.${client}`,
      conn_id: `connection-${client}`,
      keepalives: request_number,
      path: `/page/${client % 5}`,
      ...(odd && { method: 'POST', status_code: 404, ip_meta_ttl: 40 + client }),
    })
  })
}

beforeAll(async () => {
  config.state_directory = mkdtempSync(join(tmpdir(), 'vigie-models-'))
  store = await startTestStore()
  await insertRaw(requestsOf(60))
})

afterAll(async () => {
  await globalThis.vigie_scorer?.scorer.close()
  await store.dispose()
  rmSync(config.state_directory, { recursive: true, force: true })
  config.state_directory = original_directory
})

/** Whether a model comes with the product decides what scores before the first training. */
const bundled = (await loadModel(bundledDirectory()))?.manifest.model_version

describe('scoring', () => {
  test('the store yields exactly the features that a model wants, in order', async () => {
    expect(await listFeatureNames()).toEqual([...FEATURE_NAMES])
  })

  test('without a model a cycle says so and scores nothing', async () => {
    const cycle = await runScoringCycle({ now }, () => Promise.resolve({ model: undefined, problem: '' }))
    expect(cycle).toMatchObject({ state: 'no_model', scored: 0, model_version: null })
    expect(cycle.detail).toContain('No model yet')
    expect(await lastCycle()).toMatchObject({ model_origin: '', scored: 0, detail: cycle.detail })
    expect((await getModelStatus()).model_origin).toBe('bundled')
  })

  test('training refuses too few sessions and says how many there are', async () => {
    await expect(trainModel({ now })).rejects.toThrow(/60 sessions since .* needs at least 500/)
  })

  test('a trained model scores every session once, and again only what changed', async () => {
    const trained = await trainModel({ now, min_rows: 50 })
    expect(trained).toMatchObject({ rows: 60, promoted: true })
    const { model_version } = trained
    const first = await runScoringCycle({ now })
    expect(first).toMatchObject({ state: 'scored', scored: 60, model_version, model_origin: 'site', detail: '' })
    expect(await runScoringCycle({ now: new Date(now.getTime() + 1000) })).toMatchObject({ scored: 0 })
    await insertRaw(requestsOf(10, 2))
    expect(await runScoringCycle({ now: new Date(now.getTime() + 2000) })).toMatchObject({ scored: 10 })
    const [scores] = await ask(`
      SELECT toUInt32(count()) AS rows, min(anomaly_score) > 0 AND max(anomaly_score) < 1 AS within,
        toUInt32(countIf(model_version != '${model_version}')) AS other, toUInt32(min(length(features))) AS features
      FROM ja4_processing.ml_all_scores FINAL`)
    expect(scores).toEqual({ rows: 60, within: 1, other: 0, features: FEATURE_NAMES.length })
  })

  test('a second cycle at the same time is turned away', async () => {
    const states = await Promise.all([runScoringCycle({ now }), runScoringCycle({ now })])
    expect(states.map(({ state }) => state)).toEqual(['scored', 'busy'])
  })

  test('a stored model that was altered is refused with the reason', async () => {
    const status = await getModelStatus()
    const path = statePath('models', status.model_version ?? '', 'model.onnx')
    const bytes = await readFile(path)
    await writeFile(path, Buffer.concat([bytes, Buffer.from([0])]))
    const altered = await getModelStatus()
    expect(altered.model_version).toBe(bundled ?? null)
    expect(altered.detail).toMatch(/sha256 differs/)
    await writeFile(path, bytes)
    expect((await getModelStatus()).detail).toBe('')
  })
})
