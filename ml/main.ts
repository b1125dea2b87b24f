import { parseArgs } from 'node:util'
import { closeClickhouse } from '#db/clickhouse/client.ts'
import { evaluateTable, scoreTable } from './evaluate/evaluate-table.ts'
import { VOICES, type Voice } from './evaluate/voices.ts'
import type { FeatureSet } from './features.ts'
import { getModelStatus } from './score/model-status.ts'
import { runScoringCycle } from './score/run-scoring-cycle.ts'
import { trainModel } from './train/train-model.ts'

const USAGE = `usage: npm run -s ml -- train [--since TIME] [--min-rows N] [--seed N] [--hosts NAME,…] [--features complet|applicatif] [--bundle [--population TEXT]]
       npm run -s ml -- score [--since TIME]
       npm run -s ml -- status
       npm run -s ml -- evaluate --csv FILE --label-column NAME [--train normal|all] [--seed N]
       npm run -s ml -- score --csv FILE --voice eif|if|autoencoder|knn|ensemble [--seed N]`

const options = {
  since: { type: 'string' },
  'min-rows': { type: 'string' },
  seed: { type: 'string' },
  hosts: { type: 'string' },
  features: { type: 'string', default: 'complet' },
  population: { type: 'string' },
  bundle: { type: 'boolean', default: false },
  csv: { type: 'string' },
  'label-column': { type: 'string' },
  train: { type: 'string', default: 'normal' },
  voice: { type: 'string' },
} as const

/** Does what the command line asks and answers what is to be printed. */
async function run(): Promise<string> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options })
  const since = values.since === undefined ? {} : { since: timeOf(values.since) }
  const seed = wholeNumberOf(values.seed ?? '1')
  switch (positionals[0]) {
    case 'train': {
      const min_rows = values['min-rows'] === undefined ? {} : { min_rows: wholeNumberOf(values['min-rows']) }
      const hosts = values.hosts === undefined ? {} : { hosts: values.hosts.split(',') }
      const population = values.population === undefined ? {} : { population: values.population }
      const { bundle } = values
      const features = featureSetOf(values.features)
      const chosen = { ...since, ...min_rows, ...hosts, ...population }
      return readable(await trainModel({ ...chosen, features, random_state: seed, bundle }))
    }
    case 'score':
      if (values.csv === undefined) return readable(await runScoringCycle(since))
      return (await scoreTable({ csv: values.csv, voice: voiceOf(values.voice), seed })).join('\n')
    case 'evaluate': {
      const csv = given('--csv FILE', values.csv)
      const label_column = given('--label-column NAME', values['label-column'])
      return JSON.stringify(await evaluateTable({ csv, label_column, train: populationOf(values.train), seed }))
    }
    case 'status':
      return readable(await getModelStatus())
    default:
      throw new Error(USAGE)
  }
}

function readable(result: unknown): string {
  return JSON.stringify(result, null, 2)
}

function given(option: string, value: string | undefined): string {
  if (value === undefined) throw new Error(`${option} is missing\n${USAGE}`)
  return value
}

function voiceOf(text: string | undefined): Voice {
  const voice = VOICES.find((name) => name === text)
  if (voice === undefined) throw new Error(`--voice ${text ?? ''}: is none of ${VOICES.join(', ')}`)
  return voice
}

function populationOf(text: string): 'normal' | 'all' {
  if (text !== 'normal' && text !== 'all') throw new Error(`--train ${text}: is neither normal nor all`)
  return text
}

function featureSetOf(text: string): FeatureSet {
  if (text !== 'complet' && text !== 'applicatif')
    throw new Error(`--features ${text}: is neither complet nor applicatif`)
  return text
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
  console.log(await run())
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
} finally {
  await closeClickhouse()
}
