import { parseArgs } from 'node:util'
import { closeClickhouse } from '#db/clickhouse/client.ts'
import { getModelStatus } from './score/model-status.ts'
import { runScoringCycle } from './score/run-scoring-cycle.ts'
import { trainModel } from './train/train-model.ts'

const USAGE = `usage: npm run -s ml -- train [--since TIME] [--min-rows N] [--seed N] [--hosts NAME,…] [--bundle [--population TEXT]]
       npm run -s ml -- score [--since TIME]
       npm run -s ml -- status`

async function main(): Promise<unknown> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      since: { type: 'string' },
      'min-rows': { type: 'string' },
      seed: { type: 'string' },
      hosts: { type: 'string' },
      population: { type: 'string' },
      bundle: { type: 'boolean', default: false },
    },
  })
  const since = values.since === undefined ? {} : { since: timeOf(values.since) }
  switch (positionals[0]) {
    case 'train': {
      const min_rows = values['min-rows'] === undefined ? {} : { min_rows: wholeNumberOf(values['min-rows']) }
      const random_state = values.seed === undefined ? {} : { random_state: wholeNumberOf(values.seed) }
      const hosts = values.hosts === undefined ? {} : { hosts: values.hosts.split(',') }
      const population = values.population === undefined ? {} : { population: values.population }
      return trainModel({ ...since, ...min_rows, ...random_state, ...hosts, ...population, bundle: values.bundle })
    }
    case 'score':
      return runScoringCycle(since)
    case 'status':
      return getModelStatus()
    default:
      throw new Error(USAGE)
  }
}

function timeOf(text: string): Date {
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw new Error(`--since ${text}: not a time; write 2026-01-31T12:00:00Z`)
  return time
}

function wholeNumberOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${text}: not a whole number`)
  return Number(text)
}

try {
  console.log(JSON.stringify(await main(), null, 2))
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
} finally {
  await closeClickhouse()
}
