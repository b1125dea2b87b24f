import { afterAll, expect, test } from 'vitest'
import { Coverage } from './coverage.ts'
import { fuzz } from './run.ts'

const SEED = 1
const LIMITS = { milliseconds: 1200, inputs: 20_000 }

const coverage = await Coverage.start()
// Only what is loaded now is counted.
const { TARGETS } = await import('./targets.ts')
afterAll(() => coverage.stop())

test.each(TARGETS.map((target) => [target.name, target] as const))(
  '%s keeps its promises whatever the bytes',
  async (_, target) => {
    const { inputs, reached } = await fuzz(target, coverage, SEED, LIMITS)
    expect(inputs).toBeGreaterThan(0)
    expect(reached).toBeGreaterThan(0)
  },
)
