import { expect, test } from 'vitest'
import { ja4Parts } from './ja4-parts.ts'

test('every character of a JA4 belongs to exactly one explained part', () => {
  const parts = ja4Parts('t13d1516h2_8daaf6152771_02cb136f2775')
  expect(parts?.map(({ text }) => text)).toEqual(['t', '13', 'd', '15', '16', 'h2', '8daaf6152771', '02cb136f2775'])
  expect(parts?.[3]?.says).toBe('15 cipher suites offered')
})

test('what is no JA4 is not explained as if it were', () => {
  for (const text of ['', 't13d', 't13d1516h2_8daaf6152771_02cb136f277', '<b>t13d1516h2</b>'])
    expect(ja4Parts(text)).toBeNull()
})
