import { expect, test } from 'vitest'
import { reliabilityOf } from './calibration.ts'
import { precisionOfHighest, precisionRecallOf, rocOf } from './curves.ts'
import { recallAt, thresholdAt } from './threshold.ts'
import { shareOf } from './wilson.ts'

test("Wilson's interval is the textbook's: 8 of 10, and none of 20", () => {
  expect(shareOf(8, 10).low).toBeCloseTo(0.4902, 4)
  expect(shareOf(8, 10).high).toBeCloseTo(0.9433, 4)
  expect(shareOf(0, 20).low).toBe(0)
  expect(shareOf(0, 20).high).toBeCloseTo(0.1611, 4)
  expect(shareOf(0, 0).share).toBeNaN()
})

test('a threshold lets at most the allowed share of people pass, equal scores together', () => {
  const people = [0.1, 0.2, 0.2, 0.3, 0.4, 0.5, 0.5, 0.6, 0.7, 0.9]
  expect(thresholdAt(0.1, people)).toMatchObject({ score: 0.7, is_measurable: true })
  expect(thresholdAt(0.1, people).false_positives.count).toBe(1)
  // Two may pass, but the third and fourth highest differ from them: 0.7 and 0.9 do.
  expect(thresholdAt(0.2, people).score).toBe(0.6)
  // Four may: 0.5 comes twice, and both would pass together, so none of them does.
  expect(thresholdAt(0.4, people).false_positives.count).toBe(3)
  expect(thresholdAt(0.01, people)).toMatchObject({ score: 0.9, is_measurable: false })
})

test('recall counts what lies above the threshold, not on it', () => {
  expect(recallAt({ score: 0.7 }, [0.7, 0.71, 0.9, 0.1])).toMatchObject({ count: 2, of: 4, share: 0.5 })
})

test('curves and precision take equal scores together', () => {
  const scores = [0.9, 0.8, 0.8, 0.2]
  const labels = [true, true, false, false]
  expect(rocOf(scores, labels)).toEqual([
    { x: 0, y: 0 },
    { x: 0, y: 0.5 },
    { x: 0.5, y: 1 },
    { x: 1, y: 1 },
  ])
  expect(precisionRecallOf(scores, labels).map(({ y }) => y)).toEqual([1, 2 / 3, 0.5])
  expect(precisionOfHighest(1, scores, labels)).toBe(1)
  // One and a half of two: the second place is shared by a program and a person.
  expect(precisionOfHighest(2, scores, labels)).toBe(0.75)
})

test('Brier score and reliability are those of the definition', () => {
  const measured = reliabilityOf([0.9, 0.8, 0.1, NaN], [true, false, false, true])
  expect(measured?.brier).toBeCloseTo((0.01 + 0.64 + 0.01) / 3, 12)
  expect(measured?.brier_of_base_rate).toBeCloseTo(2 / 9, 12)
  expect(measured?.bins).toEqual([
    { predicted: 0.1, observed: 0, count: 1 },
    { predicted: 0.8, observed: 0, count: 1 },
    { predicted: 0.9, observed: 1, count: 1 },
  ])
  expect(reliabilityOf([NaN], [true])).toBeNull()
})
