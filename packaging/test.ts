import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { runChecks } from './check.ts'
import { projectRoot } from './config.ts'
import { prepare } from './prepare.ts'
import { reasonOf, say } from './progress.ts'
import { runCommand } from './run-command.ts'
import { addTally, NOTHING, readPlaywrightTally, readVitestTally, type Tally } from './test-tally.ts'
import { startTrialProduct } from './trial-product.ts'

const reports = path.join(projectRoot, '.cache', 'test-reports')

/** Everything, in this order: static checks, unit, store and kernel tests, then the lab and the browser on a running product. */
async function testEverything(): Promise<Tally> {
  rmSync(reports, { recursive: true, force: true })
  mkdirSync(reports, { recursive: true })
  say('Set-up')
  await prepare()
  say('Static checks')
  const failedChecks = await runChecks('whole')
  let tally: Tally = { ...NOTHING, failed: failedChecks }
  say('Unit and store tests')
  tally = addTally(tally, await runVitest('unit', ['--exclude', '**/*.{lab,root}.test.ts'], {}))
  say('Kernel, laboratory and supervision tests, one file at a time: they share one kernel')
  tally = addTally(tally, await runVitest('root', ['--no-file-parallelism', '.root.test.ts'], {}))
  if (process.getuid?.() !== 0) {
    say('Lab and browser tests need root for the laboratory: skipped')
    return addTally(tally, { ...NOTHING, skipped: 2 })
  }
  say('Lab and browser tests on a running product')
  return addTally(tally, await testProduct())
}

async function testProduct(): Promise<Tally> {
  const product = await startTrialProduct()
  try {
    const environment = { ...product.environment, VIGIE_URL: product.url, VIGIE_SETUP_URL: product.setupUrl }
    const lab = await runVitest('lab', ['--no-file-parallelism', '.lab.test.ts'], environment)
    const report = path.join(reports, 'playwright.json')
    const browser = await runCommand('node_modules/.bin/playwright', ['test', '--reporter', 'line,json'], {
      ...environment,
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    })
    say(browser.output.split('\n').slice(-40).join('\n'))
    return addTally(lab, readPlaywrightTally(report))
  } finally {
    await product.stop()
    product.discard()
  }
}

async function runVitest(name: string, args: string[], environment: Record<string, string>): Promise<Tally> {
  const report = path.join(reports, `${name}.json`)
  const run = await runCommand(
    'node_modules/.bin/vitest',
    ['run', '--reporter', 'dot', '--reporter', 'json', '--outputFile', report, ...args],
    environment,
  )
  say(
    run.output
      .split('\n')
      .slice(run.ok ? -8 : -120)
      .join('\n'),
  )
  return readVitestTally(report)
}

const began = performance.now()
let tally = NOTHING
try {
  tally = await testEverything()
} catch (error) {
  say(reasonOf(error))
  tally = addTally(tally, { passed: 0, failed: 1, skipped: 0 })
}
say(`took ${((performance.now() - began) / 60_000).toFixed(1)} minutes`)
say(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`)
process.exit(tally.failed === 0 && tally.passed > 0 ? 0 : 1)
