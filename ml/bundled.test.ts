import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { FEATURE_NAMES } from './features.ts'
import type { Manifest } from './score/old-manifest.ts'
import { loadModel } from './score/model.ts'
import { bundledDirectory } from './score/model-store.ts'
import { Scorer } from './score/scorer.ts'
import { threatLevelOf, type ThreatLevel } from './score/threat-level.ts'
import { matrixOf } from './train/matrix.ts'

/** Sessions that the sensor saw in the laboratory, none of them in the training. */
const Typical = z.object({
  origin: z.string(),
  sessions: z.array(
    z.object({ client: z.string(), kind: z.enum(['tool', 'surrogate']), features: z.array(z.number().nullable()) }),
  ),
})
const typical = Typical.parse(
  JSON.parse(readFileSync(new URL('testdata/typical-sessions.json', import.meta.url), 'utf8')),
)

const SIZE_MAX = 1_500_000
const scored: { client: string; kind: 'tool' | 'surrogate'; score: number; level: ThreatLevel }[] = []
let manifest: Manifest
let size: number

beforeAll(async () => {
  const model = await loadModel(bundledDirectory())
  if (model === undefined) throw new Error('no model comes with the product')
  manifest = model.manifest
  size = model.bytes.length
  const scorer = new Scorer(model.bytes)
  const rows = typical.sessions.map(({ features }) => features)
  const scores = await scorer.score(matrixOf(rows, manifest.feature_names.length))
  await scorer.close()
  typical.sessions.forEach(({ client, kind }, at) => {
    const score = scores[at] ?? NaN
    scored.push({ client, kind, score, level: threatLevelOf(score, manifest.thresholds) })
  })
})

describe('the bundled model', () => {
  test("takes today's features, is small, and says whose sessions it learnt from", () => {
    expect(FEATURE_NAMES).toEqual(expect.arrayContaining(manifest.feature_names))
    expect(manifest.origin).toBe('bundled')
    expect(manifest.training.population).toMatch(/surrogates/)
    expect(size).toBeLessThan(SIZE_MAX)
  })

  test('scores every tool above every surrogate', () => {
    const of = (kind: string) => scored.filter((each) => each.kind === kind).map(({ score }) => score)
    expect(of('tool').length).toBeGreaterThan(3)
    expect(Math.min(...of('tool'))).toBeGreaterThan(Math.max(...of('surrogate')))
  })

  test('calls a surrogate ordinary and a tool MEDIUM or more', () => {
    for (const { client, kind, level } of scored) {
      const expected = kind === 'surrogate' ? ['NORMAL', 'LOW'] : ['MEDIUM', 'HIGH', 'CRITICAL']
      expect(expected, client).toContain(level)
    }
  })
})
