import { runChecks } from './check.ts'
import { say } from './progress.ts'
import { runCommand } from './run-command.ts'

/** `npm run check`: what every commit must pass, in under a minute; searches that take as long as they are given (`*.long.test.ts`) belong to `npm test`. */
const failedChecks = await runChecks()
const units = await runCommand('node_modules/.bin/vitest', [
  'run',
  '--reporter',
  'dot',
  '--exclude',
  '**/*.{root,lab,store,long}.test.ts',
  '--maxWorkers',
  '2',
])
say(`  ${units.ok ? '✓' : '✗'} unit tests (${units.seconds.toFixed(1)} s)`)
if (!units.ok) say(units.output.split('\n').slice(-60).join('\n'))
process.exit(failedChecks === 0 && units.ok ? 0 : 1)
