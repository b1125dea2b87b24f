import type { Progress } from '../progress-bar.ts'
import { insertImportSteps, listImportSteps } from './import-journal.ts'
import { keptDays } from './kept-days.ts'
import { listColumns } from './list-columns.ts'
import type { Manifest, Part } from './manifest.ts'
import { openExport, type OpenExport } from './open-export.ts'
import { patiently } from './patiently.ts'
import { Refused } from './refused.ts'
import { writePart, type Column } from './write-part.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export interface ImportOptions {
  from: string
  /** The newest row becomes at most an hour older than this; null: times stay. */
  shift_to: Date | null
  /** Once more, although it was imported before. */
  again: boolean
}

export interface Imported {
  manifest: Manifest
  shift_hours: number
  /** Of this call and of an earlier one that was cut off. */
  rows: number
  /** Older than what the store keeps, therefore left out. */
  rows_too_old: number
  /** When the whole of it had been imported already; null: it was imported now. */
  finished_before: string | null
}

/** Brings an export's requests into the store, each once, however often it is cut off and repeated. */
export async function importRequests(
  options: ImportOptions,
  startProgress: (what: string, rows: number) => Progress,
): Promise<Imported> {
  const source = await openExport(options.from)
  const { manifest } = source
  const columns = await columnsFor(manifest, options.from)
  const { run, shift_hours, done, last_at } = await findRun(manifest, options)
  const oldest = await oldestKept()
  const kept = manifest.parts.filter(({ hour }) => Date.parse(hour) + shift_hours * HOUR_MS >= oldest)
  const rows_too_old = sumOf(manifest.parts) - sumOf(kept)
  const missing = kept.filter(({ name }) => !done.has(name))
  const outcome = { manifest, shift_hours, rows: sumOf(kept), rows_too_old }
  if (missing.length === 0 && last_at !== null) return { ...outcome, finished_before: last_at }
  await checkParts(source, missing, startProgress)
  const step = { export_id: manifest.export_id, run, shift_hours }
  if (last_at === null) await insertImportSteps([{ ...step, part: '', rows: 0 }])
  const progress = startProgress('Import', outcome.rows)
  progress.add(outcome.rows - sumOf(missing))
  for (const part of missing) {
    const token = `import/${manifest.export_id}/${run}/${part.name}`
    await patiently(() => writePart(source.open(part), { token, columns, shift_hours, format: manifest.format }))
    await insertImportSteps([{ ...step, part: part.name, rows: part.rows }])
    progress.add(part.rows)
  }
  progress.end()
  return { ...outcome, finished_before: null }
}

/** The store's columns that the file has; one that it lacks gets its default, one that the store lacks is refused. */
async function columnsFor(manifest: Manifest, from: string): Promise<Column[]> {
  const known = await listColumns({})
  const names = new Set(known.map(({ name }) => name))
  const foreign = manifest.columns.filter((name) => !names.has(name))
  if (foreign.length > 0) throw new Refused(`${from} has columns that this store does not know: ${foreign.join(', ')}.`)
  const given = new Set(manifest.columns)
  for (const needed of ['time', 'src_ip']) if (!given.has(needed)) throw new Refused(`${from} lacks ${needed}.`)
  return known.filter(({ name, carried }) => carried && given.has(name))
}

/** The run to go on with, else a new one. */
async function findRun({ export_id, newest }: Manifest, { shift_to, again }: ImportOptions) {
  const steps = await listImportSteps({ export_id })
  const run = steps.at(-1)?.run ?? 0
  if (run > 0 && !again) {
    const own = steps.filter((step) => step.run === run)
    const done = new Set(own.map(({ part }) => part))
    return { run, shift_hours: own[0]?.shift_hours ?? 0, done, last_at: own.at(-1)?.imported_at ?? null }
  }
  const shift_ms = shift_to === null || newest === null ? 0 : shift_to.getTime() - Date.parse(newest)
  // Whole hours: sessions are cut at the hour, and a shift by less would cut them elsewhere.
  return { run: run + 1, shift_hours: Math.floor(shift_ms / HOUR_MS), done: new Set<string>(), last_at: null }
}

async function oldestKept(): Promise<number> {
  const days = await keptDays()
  return days === null ? -Infinity : Date.now() - days * DAY_MS
}

/** All of them before the first row is written: a damaged export changes nothing. */
async function checkParts(
  source: OpenExport,
  parts: readonly Part[],
  startProgress: (what: string, rows: number) => Progress,
) {
  const progress = startProgress('Check ', sumOf(parts))
  for (const part of parts) {
    await source.check(part)
    progress.add(part.rows)
  }
  progress.end()
}

function sumOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { rows }) => sum + rows, 0)
}
