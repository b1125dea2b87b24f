import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { requireSchema } from '../clickhouse/require-schema.ts'
import { startProgress } from '../progress-bar.ts'
import { exportRequests } from './export-requests.ts'
import { importRequests, type Imported } from './import-requests.ts'
import { TransferFormat } from './manifest.ts'
import { Refused } from './refused.ts'

const USAGE = `  export DIRECTORY|FILE.tar   requests into files; the same command goes on where it was cut off
    --since TIME --until TIME --host NAME   only these (UTC, ISO 8601)
    --format parquet|native                 parquet unless told
    --origin TEXT                           kept in the export: where its rows come from
  import DIRECTORY|FILE.tar   requests from such files, each once
  import --sample             real traffic of the laboratory, as if it had just been
    --shift-to now|TIME                     moves all times by whole hours, the newest row into the hour before
    --again                                 once more, although it was imported before`

const SAMPLE = join(import.meta.dirname, 'sample')
const SURROGATES = ['Its people are surrogates, led by a plan: sample/visitors.ndjson says which address was whose.']

const Time = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'is no time: write it as 2026-11-21T13:00:00Z')
  .transform((text) => new Date(text))
const Iso = Time.transform((time) => time.toISOString())

const ExportWords = z.object({
  since: Iso.optional(),
  until: Iso.optional(),
  host: z.string().toLowerCase().optional(),
  format: TransferFormat.default('parquet'),
  origin: z.string().optional(),
})
const ImportWords = z.object({
  'shift-to': z
    .string()
    .transform((text) => (text === 'now' ? new Date().toISOString() : text))
    .pipe(Time)
    .optional(),
  again: z.boolean().default(false),
  sample: z.boolean().default(false),
})

/** `npm run db -- export …`; resolves to the exit code. */
export function exportCommand(words: string[]): Promise<number> {
  return answering(async () => {
    const text = { type: 'string' } as const
    const options = { since: text, until: text, host: text, format: text, origin: text }
    const { values, positionals } = parseArgs({ args: words, allowPositionals: true, options })
    const to = onlyPath(positionals)
    if (to === undefined) throw new Refused(`export where to?\n${USAGE}`)
    const asked = understood(ExportWords, values)
    if (asked.since !== undefined && asked.until !== undefined && asked.since >= asked.until) {
      throw new Refused(`--since ${asked.since} is not before --until ${asked.until}: nothing lies between them.`)
    }
    await requireSchema({ newest: false })
    const began_ms = Date.now()
    const { rows, parts } = await exportRequests({ to, ...asked }, (total) => startProgress('Export', total))
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0)
    const seconds = ((Date.now() - began_ms) / 1000).toFixed(1)
    console.log(`${rows} requests and connections in ${parts.length} parts, ${bytes} bytes, in ${to} (${seconds} s).`)
  })
}

/** `npm run db -- import …`; resolves to the exit code. */
export function importCommand(words: string[]): Promise<number> {
  return answering(async () => {
    const flag = { type: 'boolean' } as const
    const options = { 'shift-to': { type: 'string' }, again: flag, sample: flag } as const
    const { values, positionals } = parseArgs({ args: words, allowPositionals: true, options })
    const { sample, again, 'shift-to': shift_to = null } = understood(ImportWords, values)
    const path = onlyPath(positionals)
    if (sample && path !== undefined) throw new Refused(`import --sample or ${path}? Only one of them.`)
    const from = sample ? SAMPLE : path
    if (from === undefined) throw new Refused(`import what?\n${USAGE}`)
    const when = sample ? (shift_to ?? new Date()) : shift_to
    await requireSchema({ newest: true })
    const outcome = await importRequests({ from, again, shift_to: when }, startProgress)
    for (const line of [...linesOf(outcome), ...(sample ? SURROGATES : [])]) console.log(line)
  })
}

function linesOf({ manifest, shift_hours, rows, rows_too_old, finished_before }: Imported): string[] {
  const hours = `${shift_hours} ${Math.abs(shift_hours) === 1 ? 'hour' : 'hours'}`
  const times = shift_hours === 0 ? 'with the times that they have in the export' : `with times shifted by ${hours}`
  return [
    ...(manifest.origin === undefined ? [] : [manifest.origin]),
    finished_before === null
      ? `${rows} requests and connections imported ${times}.`
      : `Nothing to do: it was imported at ${finished_before}, ${times}. --again imports it once more.`,
    ...(rows_too_old === 0 ? [] : [`${rows_too_old} rows are older than what the store keeps and were left out.`]),
  ]
}

function onlyPath(positionals: readonly string[]): string | undefined {
  if (positionals.length > 1) throw new Refused(`"${positionals.slice(1).join(' ')}" is not understood.`)
  return positionals[0]
}

function understood<S extends z.ZodType>(schema: S, values: unknown): z.infer<S> {
  const parsed = schema.safeParse(values)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Refused(`--${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not understood'}`)
}

async function answering(command: () => Promise<void>): Promise<number> {
  try {
    await command()
    return 0
  } catch (error) {
    if (!(error instanceof Refused) && !isMisuse(error)) throw error
    console.error(error instanceof Refused ? error.message : `${error.message}\n${USAGE}`)
    return 2
  }
}

/** What parseArgs throws for words that it does not know. */
function isMisuse(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}
