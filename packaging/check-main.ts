import { runChecks } from './check.ts'
import { runCommand } from './run-command.ts'

const UNITS = 'run --reporter dot --exclude **/*.{root,lab,store,long}.test.ts --maxWorkers 2'.split(' ')

/** `npm run check`: what every commit must pass, in under a minute; searches that take as long as they are given (`*.long.test.ts`) belong to `npm test`. */
const failed = await runChecks([{ name: 'unit tests', run: () => runCommand('node_modules/.bin/vitest', UNITS) }])
process.exit(failed === 0 ? 0 : 1)
