import { prepareGenerated } from './prepare.ts'
import { say } from './progress.ts'
import { runCommand } from './run-command.ts'
import { staticChecks, type Check, type Depth } from './static-checks.ts'

/** Runs the static checks, two at a time so that the longest has a core of its own, `more` beside it; returns how many failed. */
export async function runChecks(depth: Depth, more: readonly Check[] = []): Promise<number> {
  await prepareGenerated()
  const waiting = staticChecks(depth)
  waiting.splice(1, 0, ...more)
  let failed = 0
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const outcome = await runCommand(check.command, check.args)
      say(`  ${outcome.ok ? '✓' : '✗'} ${check.name} (${outcome.seconds.toFixed(1)} s)`)
      if (outcome.ok) continue
      failed += 1
      say(outcome.output.split('\n').slice(-60).join('\n'))
    }
  }
  await Promise.all([worker(), worker()])
  return failed
}
