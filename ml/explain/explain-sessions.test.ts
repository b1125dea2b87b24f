import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FEATURE_NAMES } from '../features.ts'
import { featureMatrixOf } from '../score/feature-matrix.ts'
import { bundledDirectory } from '../score/model-store.ts'
import { loadModel } from '../score/model.ts'
import { openModel, type OpenModel } from '../score/open-model.ts'
import { aCandidate } from '../training/candidate.builder.ts'
import { plantTools } from '../training/known-tools.ts'
import { explainSessions } from './explain-sessions.ts'
import type { Explanation } from './explanation.ts'

let model: OpenModel

beforeAll(async () => {
  const loaded = await loadModel(bundledDirectory('complet'))
  if (loaded === undefined) throw new Error('no bundled model')
  model = await openModel(loaded)
})

afterAll(() => model.close())

/** An ordinary session but for these features. */
function aSession(odd: Readonly<Record<string, number>>) {
  const { feature_names, baseline } = model.manifest
  const ordinary = new Map(feature_names.map((name, at) => [name, baseline.medians[at] ?? NaN]))
  const features = FEATURE_NAMES.map((name) => odd[name] ?? ordinary.get(name) ?? NaN)
  return { session_id: '79bf8-00000000000000000000000000000000', features }
}

const TOOL: Readonly<Record<string, number>> = {
  hdr_lang_absent: 1,
  hdr_accept_generic: 1,
  req_asset_ratio: 0,
  tls_ciphers: 59,
  hdr_count: 3,
}
const PROGRAM = { claimed_browser: '', coherence: NaN }

async function explain(odd: Readonly<Record<string, number>>, context = PROGRAM): Promise<Explanation> {
  const [explanation] = await explainSessions(model, [aSession(odd)], [context])
  if (explanation === undefined) throw new Error('no explanation')
  return explanation
}

describe('the reasons of a session', () => {
  test('name what was planted, with its value beside that of people, at most five and the strongest first', async () => {
    const { reasons, reason } = await explain(TOOL)
    const sizes = reasons.map(({ contribution }) => Math.abs(contribution))
    expect(reasons.length).toBeLessThanOrEqual(5)
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
    expect(reasons.filter(({ feature }) => feature in TOOL).length).toBeGreaterThanOrEqual(3)
    for (const { feature, value } of reasons) {
      if (feature in TOOL) expect(value).toBe(TOOL[feature])
    }
    expect(reason).toMatch(/^[A-Z].*\.$/)
  })

  test('say incoherence in the words of the axes that do not fit', async () => {
    const [explanation] = await explainSessions(
      model,
      [aSession({})],
      [{ claimed_browser: 'Chrome', coherence: 0, unfit_axes: ['TLS', 'HTTP/2'] }],
    )
    expect(explanation?.reasons[0]).toMatchObject({ feature: 'fingerprint_coherence_score', value: 0, human_median: 1 })
    expect(explanation?.reason).toMatch(/^What it claims does not fit its TLS and HTTP\/2/)
  })

  test('repeat nothing of what a stranger claims to be', async () => {
    for (const claimed_browser of ['<img src=x>', '__proto__', 'constructor', 'a\u202eb', 'x'.repeat(5000)]) {
      const { reason } = await explain(TOOL, { claimed_browser, coherence: NaN })
      expect(reason).toContain('(people: ')
      expect(reason).not.toContain(claimed_browser.slice(0, 9))
    }
  })

  test('hold finite contributions for gaps, infinities and absurd values', async () => {
    const extremes = [Infinity, -Infinity, NaN, 3e38, -3e38]
    for (const value of extremes) {
      const { reasons, reason } = await explain(Object.fromEntries(FEATURE_NAMES.map((name) => [name, value])))
      for (const { contribution } of reasons) expect(Number.isFinite(contribution)).toBe(true)
      expect(reason).not.toMatch(/NaN|Infinity|undefined/)
    }
  })
})

describe('what would have been otherwise', () => {
  test('is what the model itself says: with people’s values there, the score is the one that is told, and below MEDIUM', async () => {
    const { counterfactual, counterfactual_score } = await explain(TOOL)
    expect(counterfactual.length).toBeGreaterThan(0)
    const changed = { ...TOOL, ...Object.fromEntries(counterfactual.map((each) => [each.feature, each.human_value])) }
    const matrix = featureMatrixOf([aSession(changed), aSession(TOOL)], model.manifest.feature_names)
    const { anomaly_score } = await model.score(matrix, Float32Array.of(NaN, NaN))
    expect(anomaly_score[0]).toBeCloseTo(counterfactual_score, 5)
    expect(anomaly_score[0]).toBeLessThan(model.manifest.thresholds.MEDIUM)
    expect(anomaly_score[1]).toBeGreaterThan(model.manifest.thresholds.MEDIUM)
  })

  test('is not asked of a session that is not flagged', async () => {
    expect(await explain({})).toMatchObject({ counterfactual: [], counterfactual_score: NaN })
  })

  test('is there for nearly every session of the known tools, in twelve features at most', async () => {
    const flagged = plantTools([aCandidate(0, {}, aSession({}).features)]).flatMap(({ sessions }) => sessions)
    const explanations = await explainSessions(
      model,
      flagged.map(({ row }) => row),
      flagged.map(() => PROGRAM),
    )
    const sizes = explanations.map(({ counterfactual }) => counterfactual.length)
    expect(sizes.filter((size) => size > 0).length).toBeGreaterThan(0.97 * flagged.length)
    expect(sizes.some((size) => size > 8)).toBe(true)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(12)
  })

  test('takes away nothing that is not needed', async () => {
    const { counterfactual } = await explain(TOOL)
    for (const { feature: kept } of counterfactual) {
      const others = counterfactual.filter(({ feature }) => feature !== kept)
      const changed = { ...TOOL, ...Object.fromEntries(others.map((each) => [each.feature, each.human_value])) }
      const matrix = featureMatrixOf([aSession(changed)], model.manifest.feature_names)
      const { anomaly_score } = await model.score(matrix, Float32Array.of(NaN))
      expect(anomaly_score[0]).toBeGreaterThan(model.manifest.thresholds.MEDIUM - 1e-5)
    }
  })
})

test('500 sessions are explained in seconds', async () => {
  const rows = Array.from({ length: 500 }, (_, at) => aSession({ ...TOOL, req_hits: at / 100, tls_exts: at % 20 }))
  const began = performance.now()
  const explanations = await explainSessions(
    model,
    rows,
    rows.map(() => PROGRAM),
  )
  expect(explanations).toHaveLength(500)
  expect(performance.now() - began).toBeLessThan(10_000)
})
