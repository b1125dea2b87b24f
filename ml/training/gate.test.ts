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
}

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
