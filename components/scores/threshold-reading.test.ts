import { expect, test } from 'vitest'
import type { ScoreHistogram } from '#db/model/score-histogram.ts'
import { thresholdReading } from './threshold-reading.ts'
import { wilsonInterval } from './wilson-interval.ts'

const bins = Array.from({ length: 100 }, (): ScoreHistogram['bins'][number] => ({ by_threat_level: {} }))
bins[10] = { by_threat_level: { NORMAL: 900 } }
bins[60] = { by_threat_level: { MEDIUM: 8, KNOWN_BOT: 5 } }
bins[80] = { by_threat_level: { HIGH: 2 } }
const labelled: ScoreHistogram['labelled'] = [
  { session_id: 'a', anomaly_score: 0.8, verdict: 'bot' },
  { session_id: 'b', anomaly_score: 0.3, verdict: 'bot' },
  { session_id: 'c', anomaly_score: 0.1, verdict: 'human' },
]
const histogram: ScoreHistogram = { bins, models: [], labelled, days: 2 }

test('Wilson’s interval is that of R’s prop.test without correction, and knows more at 0 of 300 than at 0 of 3', () => {
  const { low, high } = wilsonInterval(3, 40)
  expect([low, high].map((value) => Number(value.toFixed(5)))).toEqual([0.02584, 0.19864])
  expect(wilsonInterval(0, 3).high).toBeCloseTo(0.5615, 3)
  expect(wilsonInterval(0, 300).high).toBeCloseTo(0.0126, 3)
})

test('sessions above are counted from the threshold’s own bin on, a day, without those that lists decided', () => {
  expect(thresholdReading(histogram, 0.6)).toMatchObject({ above: 10, above_a_day: 5, flagged_a_day: 5 })
  expect(thresholdReading(histogram, 0.61).above).toBe(2)
})

test('a miss is a labelled bot below, a false alarm a labelled person at or above', () => {
  expect(thresholdReading(histogram, 0.6)).toMatchObject({
    missed: { hits: 1, of: 2 },
    false_alarms: { hits: 0, of: 1 },
  })
})

test('without labels nothing is said of misses', () => {
  expect(thresholdReading({ ...histogram, labelled: [] }, 0.6)).toMatchObject({ missed: null, false_alarms: null })
})
