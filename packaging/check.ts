import { prepareGenerated } from './prepare.ts'
import { say } from './progress.ts'
import { STATIC_CHECKS, type StaticCheck } from './static-checks.ts'

/** Runs the static checks, then `more`, two at a time; returns how many failed. */
export async function runChecks(more: readonly StaticCheck[] = []): Promise<number> {
  await prepareGenerated()
  const waiting = [...STATIC_CHECKS, ...more]
  let failed = 0
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const outcome = await check.run()
      say(`  ${outcome.ok ? '✓' : '✗'} ${check.name} (${outcome.seconds.toFixed(1)} s)`)
      if (outcome.ok) continue
      failed += 1
      say(outcome.output.split('\n').slice(-60).join('\n'))
    }
  }
  await Promise.all([worker(), worker()])
  return failed
}
