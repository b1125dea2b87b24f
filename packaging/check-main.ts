import { runChecks } from './check.ts'
import { say } from './progress.ts'
import { tool } from './static-checks.ts'

/** One process for all, because unit tests leave nothing behind; `npm test` gives each file a process of its own. */
const UNITS =
  'run --reporter dot --exclude **/*.{root,lab,store,long}.test.ts --maxWorkers 1 --no-isolate --no-file-parallelism'

/** `npm run check`: what every commit must pass, in about a minute; stores, kernels, long searches and the dearest rules of lint belong to `npm test`. */
const began = performance.now()
const failed = await runChecks('quick', [tool('unit tests', 'vitest', ...UNITS.split(' '))])
say(`took ${((performance.now() - began) / 1000).toFixed(0)} s`)
process.exit(failed === 0 ? 0 : 1)
