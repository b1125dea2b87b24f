import { expect, test } from 'vitest'
import { ageWords, gapWords, utcDateTime, utcTime } from './utc.ts'

test('times are printed in UTC whatever the zone of the reader', () => {
  expect(utcDateTime('2026-11-21T14:02:11.042+05:30')).toBe('2026-11-21 08:32:11')
  expect(utcTime('2026-11-21T14:02:11.042Z', true)).toBe('14:02:11.042')
})

test('a time that cannot be read is a dash, never a wrong time', () => {
  expect(utcDateTime('yesterday')).toBe('— —')
})

test('ages and gaps keep one honest unit', () => {
  expect([3.9, 75, 7200, 200_000].map(ageWords)).toEqual(['3 s', '1 min', '2 h', '2 d'])
  expect([0, 340, 2400, 200_000].map(gapWords)).toEqual(['0 ms', '340 ms', '2.4 s', '3 min 20 s'])
})
