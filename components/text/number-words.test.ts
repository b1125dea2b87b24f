import { expect, test } from 'vitest'
import { shortCountWords } from './number-words.ts'

test('a count is exact as long as its column has room, and short beyond, never cut', () => {
  expect(shortCountWords(154_917, 6)).toBe('154,917')
  expect(shortCountWords(999_999, 6)).toBe('999,999')
  expect(shortCountWords(1_239_423, 6)).toBe('1.24M')
  expect(shortCountWords(99_999, 5)).toBe('99,999')
  expect(shortCountWords(154_917, 5)).toBe('155K')
  const longest = [0, 4, 5, 6, 7, 9, 12].map((power) => shortCountWords(987_654_321_012 / 10 ** power, 5).length)
  expect(Math.max(...longest)).toBeLessThanOrEqual(6)
})
