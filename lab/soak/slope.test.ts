import { expect, test } from 'vitest'
import { slopeOf } from './slope.ts'

test('a straight line has its slope and no scatter', () => {
  const line = [0, 1, 2, 3].map((x) => ({ x, y: 5 + 2 * x }))
  expect(slopeOf(line)).toEqual({ slope: 2, error: 0, scatter: 0 })
})

test('what swings about a level has a slope within its error', () => {
  const level = Array.from({ length: 100 }, (_, x) => ({ x, y: 100 + (x % 2) }))
  const { slope, error, scatter } = slopeOf(level)
  expect(Math.abs(slope)).toBeLessThan(2 * error)
  expect(scatter).toBeCloseTo(0.5, 1)
})

test('two points tell nothing of their scatter', () => {
  expect(slopeOf([{ x: 0, y: 0 }]).slope).toBeNaN()
})
