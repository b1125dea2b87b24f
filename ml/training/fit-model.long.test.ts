import { describe, expect, test } from 'vitest'
import type { Candidate } from '../baseline.ts'
import { rocAuc } from '../evaluate/ranking.ts'
import { featureMatrixOf } from '../score/feature-matrix.ts'
import type { Model } from '../score/model.ts'
import { openModel } from '../score/open-model.ts'
import { xgboostProblem } from '../train/xgboost.ts'
import { plantedCandidates } from './candidate.builder.ts'
import { fitModel, type FitOptions } from './fit-model.ts'
import { plantTools } from './known-tools.ts'
import { planLesson } from './lesson.ts'

const now = new Date('2026-01-31T12:00:00Z')
const options: FitOptions = {
  ...{ model_name: 'applicatif', now, origin: 'site', random_state: 1, current: undefined, report: () => undefined },
  sizes: { eif_trees: 50, eif_samples: 128, knn_prototypes: 500, xgboost_trees: 20 },
  training: { since: now.toISOString(), until: now.toISOString(), hosts: [], population: '', excluded: {}, labels: {} },
}

async function scoresOf(model: Model, sessions: readonly Candidate[]) {
  const open = await openModel(model)
  const matrix = featureMatrixOf(
    sessions.map(({ row }) => row),
    model.manifest.feature_names,
  )
  const scores = await open.score(
    matrix,
    Float32Array.from(sessions, () => NaN),
  )
  await open.close()
  return scores
}

/** Sessions that no training saw, and whether they are machines. */
const fresh = plantedCandidates({ people: 900, bots: 100, distance: 1.5, labelled: true, random_state: 99 })
const is_bot = fresh.map(({ label }) => label?.label === 'bot')

describe('a baseline that holds machines which nobody recognised', () => {
  test.each([
    { bots: 0, auc: 0.95 },
    { bots: 6, auc: 0.94 },
    { bots: 30, auc: 0.9 },
  ])('$bots of 600: new machines of the same kind still stand out', async ({ bots, auc }) => {
    const model = await fitModel(
      planLesson(plantedCandidates({ people: 600 - bots, bots, distance: 1.5 }), []),
      options,
    )
    const { anomaly_score } = await scoresOf(model, fresh)
    expect(rocAuc(anomaly_score, is_bot)).toBeGreaterThan(auc)
    expect(model.manifest.training.excluded['trimmed']).toBeGreaterThan(0)
  })
})

describe('a training on attacked traffic', () => {
  const spread = 0.15
  const people = plantedCandidates({ people: 600, spread })
  /** Every third session is a tool's that nobody recognised. */
  const attacked = () => {
    const attackers = plantTools(people)
      .flatMap(({ sessions }) => sessions)
      .filter((_, at) => at % 2 === 0)
    return people.map((session, at): Candidate => {
      const attacker = attackers[(at / 3) % attackers.length]
      return attacker === undefined ? session : { ...session, row: { ...session.row, features: attacker.row.features } }
    })
  }

  test('makes tools ordinary, so it does not pass and says that it finds too few of them strange', async () => {
    const clean = await fitModel(planLesson(people, []), options)
    expect(clean.manifest.gate).toMatchObject({ passed: true, reason: '' })
    expect(clean.manifest.gate.suspects?.every(({ flagged, sessions }) => flagged === sessions)).toBe(true)
    const current = await openModel(clean)
    const { gate } = (await fitModel(planLesson(attacked(), []), { ...options, current })).manifest
    await current.close()
    expect(gate.passed).toBe(false)
    expect(gate.reason).toMatch(/with the behaviour of known tools it finds \d+ suspicious, fewer than 80 %/)
  })

  test('is held against the machines that the site itself met as well', async () => {
    const met = plantedCandidates({ people: 0, bots: 60, distance: 4, random_state: 7, spread })
    const current = await openModel(await fitModel(planLesson(people, [], met), options))
    const hidden = plantedCandidates({ people: 400, bots: 200, distance: 4, spread })
    const { gate } = (await fitModel(planLesson(hidden, [], met), { ...options, current })).manifest
    await current.close()
    const own = gate.suspects?.find(({ is_planted }) => !is_planted)
    expect(own).toMatchObject({ sessions: 60, flagged_before: 60 })
    expect(gate.reason).toMatch(/machines that this site has met \(\d+ of 60, before 60\)/)
  })
})

describe.skipIf(xgboostProblem() !== null)('labels', () => {
  const labelled = plantedCandidates({ people: 400, bots: 200, distance: 1, labelled: true })
  const people = labelled.filter(({ label }) => label?.label === 'human')

  test('from 100 of each kind teach a voice of their own, which does not look at what labels are made of', async () => {
    const model = await fitModel(planLesson(people, labelled), options)
    const { manifest } = model
    expect(Object.keys(manifest.voices)).toContain('xgboost')
    expect(manifest.fusion.kind).toBe('fixed')
    expect(manifest.calibration.kind).toBe('platt')
    const { voices, bot_probability } = await scoresOf(model, fresh)
    expect(rocAuc(voices.xgboost, is_bot)).toBeGreaterThan(0.95)
    const knowing = fresh.map((each): Candidate => ({
      ...each,
      row: { ...each.row, features: each.row.features.map(mark) },
    }))
    expect((await scoresOf(model, knowing)).voices.xgboost).toEqual(voices.xgboost)
    expect(Math.min(...bot_probability)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...bot_probability)).toBeLessThanOrEqual(1)
  })

  test('fewer teach nothing: there is no such voice and no probability', async () => {
    const few = plantedCandidates({ people: 300, bots: 20, labelled: true })
    const { manifest } = await fitModel(planLesson(few.slice(0, 300), few), options)
    expect(Object.keys(manifest.voices)).toEqual(['eif', 'autoencoder', 'knn'])
    expect(manifest.calibration).toMatchObject({ kind: 'none', points: [] })
  })

  test('from 1,000 weigh the voices', async () => {
    const many = plantedCandidates({ people: 700, bots: 400, distance: 1, labelled: true })
    const { manifest } = await fitModel(
      planLesson(
        many.filter(({ label }) => label?.label === 'human'),
        many,
      ),
      options,
    )
    expect(manifest.fusion.kind).toBe('meta')
    expect(manifest.calibration.brier).toBeLessThan(0.1)
  })
})

/** As if lists knew every session. */
function mark(value: number, column: number): number {
  return column >= 73 && column <= 77 ? 1 : value
}
