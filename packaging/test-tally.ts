import { readFileSync } from 'node:fs'
import { z } from 'zod'

export interface Tally {
  passed: number
  failed: number
  skipped: number
}

export const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 }

export function addTally(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

const VitestReport = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  numPendingTests: z.number(),
})

const PlaywrightReport = z.object({
  errors: z.array(z.unknown()),
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
})

/** Counts of a Vitest JSON report; a file that could not even be loaded counts as a failure. */
export function readVitestTally(file: string): Tally {
  const report = VitestReport.parse(JSON.parse(readFileSync(file, 'utf8')))
  const unloaded = report.numFailedTests === 0 && !report.success ? Math.max(1, report.numFailedTestSuites) : 0
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded, skipped: report.numPendingTests }
}

/** Counts of a Playwright JSON report; a flaky test is a failed promise and counts as such. */
export function readPlaywrightTally(file: string): Tally {
  const { errors, stats } = PlaywrightReport.parse(JSON.parse(readFileSync(file, 'utf8')))
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped }
}
