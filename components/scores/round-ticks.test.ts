import { expect, test } from 'vitest'
import { roundTicks } from './round-ticks.ts'

test('the highest bar is never far above the highest tick', () => {
  expect(roundTicks(1)).toEqual([1])
  expect(roundTicks(3)).toEqual([1, 2, 3])
  expect(roundTicks(90)).toEqual([20, 40, 60, 80])
  expect(roundTicks(1_234_567)).toEqual([500_000, 1_000_000])
  for (let most = 1; most < 3000; most += 1) {
    const ticks = roundTicks(most)
    const last = ticks.at(-1) ?? 0
    expect(ticks.length).toBeLessThanOrEqual(4)
    expect(ticks.every(Number.isInteger)).toBe(true)
    expect(last).toBeLessThanOrEqual(most)
    expect(last).toBeGreaterThan(most / 2)
  }
})
