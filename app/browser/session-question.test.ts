import { expect, test } from 'vitest'
import { questionFrom, searchOf } from './session-question.ts'
import { spanOf } from '#components/text/time-range.ts'

const roundTrip = (search: string) => searchOf(questionFrom(new URLSearchParams(search)))

test('a question survives the way through the URL', () => {
  const search =
    '?range=1h&host=shop.example&src_ip=2001%3Adb8%3A%3A1&ja4=t13d1516h2_8daaf6152771_02cb136f2775&sort=-score'
  expect(roundTrip(search)).toBe(search)
  const fixed = '?since=2026-11-21T10%3A00%3A00.000Z&until=2026-11-21T11%3A00%3A00.000Z'
  expect(roundTrip(fixed)).toBe(fixed)
})

test('what a URL says wrongly falls back to the defaults', () => {
  expect(roundTrip('?range=forever&sort=host&since=soon&until=later')).toBe('')
  expect(roundTrip('?since=2026-11-21T11:00:00Z&until=2026-11-21T10:00:00Z')).toBe('')
})

test('a preset has no end, so that arriving rows are in it', () => {
  const now = Date.parse('2026-11-21T12:00:00.000Z')
  expect(spanOf({ kind: 'preset', range: '1h' }, now)).toEqual({ since: '2026-11-21T11:00:00.000Z', until: null })
})
