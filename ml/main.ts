import { closeClickhouse } from '#db/clickhouse/client.ts'
import { migrateState } from '#db/prisma/migrate.ts'
import { askedOf, USAGE } from './asked.ts'
import { evaluateTable, scoreTable } from './evaluate/evaluate-table.ts'
import { readChallenges } from './rule-layer/read-challenges.ts'
import { VOICES, type Voice } from './evaluate/voices.ts'
import { getModelStatus } from './score/model-status.ts'
import { runScoringCycle } from './score/run-scoring-cycle.ts'
import { promoteModel } from './score/keep-model.ts'
import { listModels } from './score/list-models.ts'
import { tableOfModels } from './score/table-of-models.ts'
import { ModelName } from './score/manifest.ts'
import { trainModels } from './training/train-models.ts'

/** Does what the command line asks and answers what is to be printed. */
async function run(): Promise<string> {
  const { command, values, word } = askedOf(process.argv.slice(2))
  const since = values.since === undefined ? {} : { since: timeOf(values.since) }
  const until = values.until === undefined ? undefined : timeOf(values.until)
  const seed = wholeNumberOf(values.seed ?? '1')
  switch (command) {
    case 'train': {
      // Verdicts are asked for; without a dashboard nobody has made their table yet.
      await migrateState()
      const min_rows = values['min-rows'] === undefined ? undefined : wholeNumberOf(values['min-rows'])
      const models = values.models?.split(',').map((name) => modelNameOf(name))
      const { bundle = false, population, labels: labels_file } = values
      const asked = { until, min_rows, models, labels_file, population, hosts: values.hosts?.split(',') }
      return readable(await trainModels({ ...since, ...asked, random_state: seed, bundle }, console.error))
    }
    case 'models':
      if (values.promote !== undefined) await promoteModel(values.promote)
      return tableOfModels(await listModels())
    case 'score':
      return readable(await runScoringCycle(since))
    case 'score --csv': {
      const csv = given('--csv FILE', values.csv)
      const label_column = values['label-column']
      const table = { csv, voice: voiceOf(values.voice), seed, ...(label_column !== undefined && { label_column }) }
      return (await scoreTable(table, console.error)).join('\n')
    }
    case 'evaluate': {
      const csv = given('--csv FILE', values.csv)
      const label_column = given('--label-column NAME', values['label-column'])
      const train = populationOf(values.train ?? 'normal')
      return JSON.stringify(await evaluateTable({ csv, label_column, train, seed }, console.error), sixDigits)
    }
    case 'challenges':
      return readable(await readChallenges(given('FILE', word)))
    case 'status':
      return readable(await getModelStatus())
  }
}

function readable(result: unknown): string {
  return JSON.stringify(result, null, 2)
}

function sixDigits(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(6)) : value
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

function modelNameOf(text: string): ModelName {
  const parsed = ModelName.safeParse(text)
  if (!parsed.success) throw new Error(`--models ${text}: is none of ${ModelName.options.join(', ')}`)
  return parsed.data
}

function timeOf(text: string): Date {
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw new Error(`${text}: not a time; write 2026-01-31T12:00:00Z`)
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
