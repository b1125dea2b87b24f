import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { rocAuc } from './evaluate/ranking.ts'
import { FEATURE_SETS } from './features.ts'
import { featureMatrixOf } from './score/feature-matrix.ts'
import { ModelName } from './score/manifest.ts'
import { loadModel } from './score/model.ts'
import { bundledDirectory } from './score/model-store.ts'
import { openModel } from './score/open-model.ts'
import { threatLevelOf } from './score/threat-level.ts'

const knownOrNot = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN)
/** Sessions that the sensor saw in the laboratory, none of them in the training; programs that drive a real browser are left out. */
const Typical = z.object({
  origin: z.string(),
  sessions: z.array(
    z.object({
      client: z.string(),
      kind: z.enum(['tool', 'surrogate']),
      fingerprint_coherence_score: knownOrNot,
      features: z.array(knownOrNot),
    }),
  ),
})
const { sessions } = Typical.parse(
  JSON.parse(readFileSync(new URL('testdata/typical-sessions.json', import.meta.url), 'utf8')),
)

const SIZE_MAX = 6_000_000

function sizeOf(directory: string): number {
  return readdirSync(directory).reduce((sum, file) => sum + statSync(join(directory, file)).size, 0)
}

test('what comes with the product is small', () => {
  const sizes = ModelName.options.map((name) => sizeOf(bundledDirectory(name)))
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(SIZE_MAX)
})

describe.each(ModelName.options)('the bundled model %s', (model_name) => {
  test("takes today's features, passed its validation, and says whose sessions it learnt from", async () => {
    const model = await loadModel(bundledDirectory(model_name))
    expect(model?.manifest).toMatchObject({ model_name, origin: 'bundled', gate: { passed: true } })
    expect(FEATURE_SETS[model_name]).toEqual(expect.arrayContaining(model?.manifest.feature_names ?? []))
    expect(model?.manifest.training.population).toMatch(/surrogates/)
  })

  test('tells tools from surrogates: none of these above LOW, few of those below MEDIUM', async () => {
    const model = await loadModel(bundledDirectory(model_name))
    if (model === undefined) throw new Error('no model comes with the product')
    const open = await openModel(model)
    const coherence = Float32Array.from(sessions, (session) => session.fingerprint_coherence_score)
    const { anomaly_score } = await open.score(featureMatrixOf(sessions, model.manifest.feature_names), coherence)
    await open.close()
    const scored = sessions.map(({ client, kind }, at) => {
      const score = anomaly_score[at] ?? NaN
      return { client, kind, score, level: threatLevelOf(score, model.manifest.thresholds) }
    })
    const auc = rocAuc(
      anomaly_score,
      sessions.map(({ kind }) => kind === 'tool'),
    )
    expect(auc).toBeGreaterThan(model_name === 'complet' ? 0.97 : 0.9)
    const ordinary = scored.filter(({ level }) => level === 'NORMAL' || level === 'LOW')
    const surrogates = scored.filter(({ kind }) => kind === 'surrogate')
    expect(surrogates.filter((each) => !ordinary.includes(each))).toEqual([])
    const tools = sessions.length - surrogates.length
    expect((ordinary.length - surrogates.length) / tools).toBeLessThan(0.2)
  })
})
