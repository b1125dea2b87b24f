import { expect, test } from 'vitest'
import { aloneWords, comparedWords, nobodyWords } from './campaign-words.ts'

const compared_at = '2026-11-21T19:29:55.000Z'

test('“alike to nobody” is said only of sessions that were compared', () => {
  expect(aloneWords(0, 0)).toBe('')
  expect(aloneWords(7, 7)).toBe('7 flagged sessions are not compared yet')
  expect(aloneWords(7, 1)).toBe('6 flagged sessions resemble nobody; 1 flagged session is not compared yet')
})

test('before the first comparison nothing is said of who acts alike', () => {
  expect(comparedWords(null)).toBe('not compared yet')
  expect(nobodyWords({ flagged: 681, compared_at: null, waiting: 681 })).toMatch(/not compared yet/)
  expect(nobodyWords({ flagged: 9, compared_at, waiting: 9 })).toMatch(/not compared yet/)
  expect(nobodyWords({ flagged: 9, compared_at, waiting: 2 })).toMatch(/compared at 19:29:55 UTC.*2 of them/)
})
