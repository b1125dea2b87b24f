import { expect, test } from 'vitest'
import { bucketSpan } from './bucket-span.ts'

const until_ms = Date.parse('2026-01-31T12:34:56.789Z')
const lengthOf = (seconds: number, buckets = 60) =>
  bucketSpan(
    { since: new Date(until_ms - seconds * 1000 - 40).toISOString(), until: new Date(until_ms).toISOString() },
    buckets,
  ).bucket_seconds

test('each range that a page offers has parts that fit the clock', () => {
  expect([900, 3600, 21_600, 86_400, 604_800, 2_592_000].map((range) => lengthOf(range))).toEqual([
    15, 60, 600, 1800, 10_800, 43_200,
  ])
})

test('a part is a second or longer, and as many days as it takes', () => {
  expect(lengthOf(1)).toBe(1)
  expect(lengthOf(365 * 86_400, 10)).toBe(34 * 86_400)
})

test('what is not asked for is the last 24 hours', () => {
  const { since, until } = bucketSpan({}, 60)
  expect(Date.parse(until) - Date.parse(since)).toBe(86_400_000)
})
