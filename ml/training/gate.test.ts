import { describe, expect, test } from 'vitest'
import { type GateFacts, judgeModel } from './gate.ts'

const evenly = (count: number) => Float32Array.from({ length: count }, (_, at) => at / count)
const is_bot = Array.from({ length: 100 }, (_, at) => at >= 60)
/** As good as can be, and as bad. */
const right = Float32Array.from(is_bot, Number)
const wrong = right.map((score) => 1 - score)
const good: GateFacts = {
  reference: evenly(200),
  validation: evenly(300),
  onnx_difference_max: 2e-7,
  compared: { is_bot, scores: right, current_scores: right },
  suspects: [],
}

/** Known tools of two kinds, eight sessions each, and machines of the site's own. */
const suspects = (flagged: readonly number[], before: readonly (number | null)[]) =>
  ['guesser', 'lister', 'machines that this site has met'].map((name, at) => ({
    ...{ name, is_planted: at < 2, sessions: 8, flagged: flagged[at] ?? 0, flagged_before: before[at] ?? null },
  }))

describe('a model may score', () => {
  test('when later sessions look as the training did', () => {
    const gate = judgeModel(good)
    expect(gate).toMatchObject({ passed: true, reason: '' })
    expect(gate.anomaly_rate).toBeCloseTo(0.03, 2)
  })

  test('when there is none before it, or too few labels to compare them', () => {
    expect(judgeModel({ ...good, compared: undefined }).passed).toBe(true)
    const few = { is_bot: is_bot.slice(50, 70), scores: wrong.slice(50, 70), current_scores: right.slice(50, 70) }
    expect(judgeModel({ ...good, compared: few }).passed).toBe(true)
  })
})

describe('a model may not score', () => {
  test('when more than a fifth of the later sessions are anomalous to it', () => {
    const gate = judgeModel({ ...good, validation: evenly(300).map((score) => score + 0.25) })
    expect(gate.passed).toBe(false)
    expect(gate.reason).toMatch(/28\.3 % of the later sessions/)
  })

  test('when its files say something else than the trainer, or nothing', () => {
    expect(judgeModel({ ...good, onnx_difference_max: 2e-5 }).reason).toMatch(/differ from the trainer by 0\.00002/)
    expect(judgeModel({ ...good, onnx_difference_max: NaN }).passed).toBe(false)
  })

  test('when it tells labelled machines worse than the one before it', () => {
    const gate = judgeModel({ ...good, compared: { is_bot, scores: wrong, current_scores: right } })
    expect(gate.passed).toBe(false)
    expect(gate.reason).toMatch(/AUC is 0\.0000/)
  })
})

describe('machines must be strange', () => {
  const judge = (flagged: number[], before: (number | null)[] = [8, 8, 8]) =>
    judgeModel({ ...good, suspects: suspects(flagged, before) })

  test('a model that tells four in five of the known tools passes, and keeps what it said of each', () => {
    expect(judge([8, 5, 8])).toMatchObject({ passed: true, suspects: [{ flagged: 8 }, { flagged: 5 }, { flagged: 8 }] })
  })

  test('one that finds them ordinary does not, and says how many', () => {
    expect(judge([4, 4, 8]).reason).toBe(
      'of 16 sessions with the behaviour of known tools it finds 8 suspicious, fewer than 80 % and than the 16 of the model in force',
    )
    expect(judge([4, 4, 8], [null, null, null]).passed).toBe(false)
  })

  test('where the model in force tells no more of them, the new one may score', () => {
    expect(judge([4, 4, 8], [4, 4, 8]).passed).toBe(true)
    expect(judge([4, 4, 8], [4, 5, 8]).passed).toBe(false)
  })

  test('one that loses a kind that was told before does not pass, though most are told', () => {
    const most = [
      ...suspects([8, 8, 8], [8, 8, 8]),
      ...suspects([8, 8, 8], [8, 8, 8]),
      ...suspects([8, 1, 8], [8, 8, 8]),
    ]
    const gate = judgeModel({ ...good, suspects: most })
    expect(gate.passed).toBe(false)
    expect(gate.reason).toBe(
      'it takes for ordinary what the model in force finds suspicious: lister (1 of 8, before 8)',
    )
    expect(judge([8, 8, 2]).reason).toMatch(/machines that this site has met \(2 of 8, before 8\)/)
  })
})
