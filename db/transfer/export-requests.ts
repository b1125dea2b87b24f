import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Progress } from '../progress-bar.ts'
import { appendToJournal, journalPath, readJournal, type ExportPlan } from './export-journal.ts'
import { findHeaviestAddress } from './find-heaviest-address.ts'
import { listColumns } from './list-columns.ts'
import { listHours } from './list-hours.ts'
import { MANIFEST, Manifest, newHead, type Part, type TransferFormat } from './manifest.ts'
import { packTar } from './pack-tar.ts'
import { readPart, type Slice } from './read-part.ts'
import { Refused } from './refused.ts'
import { writeDurably } from './write-durably.ts'

/** Keeps an import's memory small; whole hours below it stay one part. */
const PART_ROWS = 25_000
/** Far below the reader's bounds of rows and bytes: an address with more in an hour is divided too. */
const ADDRESS_ROWS = 200_000

export interface ExportOptions {
  /** A directory, or one file whose name ends in `.tar`. */
  to: string
  format: TransferFormat
  since?: string | undefined
  until?: string | undefined
  host?: string | undefined
  origin?: string | undefined
  part_rows?: number | undefined
  address_rows?: number | undefined
}

/** Writes the requests to files; cut off anywhere, the same call goes on where it stopped. */
export async function exportRequests(
  options: ExportOptions,
  startProgress: (rows: number) => Progress,
): Promise<Manifest> {
  const packed = options.to.endsWith('.tar')
  if (packed && existsSync(options.to)) throw new Refused(`${options.to} is there already.`)
  const directory = packed ? `${options.to}.partial` : options.to
  mkdirSync(directory, { recursive: true })
  const manifest = (packed ? finishedIn(directory) : null) ?? (await writeParts(directory, options, startProgress))
  if (packed) {
    await packTar(directory, [MANIFEST, ...manifest.parts.map(({ name }) => name)], options.to)
    rmSync(directory, { recursive: true })
  }
  return manifest
}

/** Cut off while it was packed, an export has all its parts. */
function finishedIn(directory: string): Manifest | null {
  const path = join(directory, MANIFEST)
  return existsSync(path) ? Manifest.parse(JSON.parse(readFileSync(path, 'utf8'))) : null
}

async function writeParts(
  directory: string,
  options: ExportOptions,
  startProgress: (rows: number) => Progress,
): Promise<Manifest> {
  const { plan, done } = await begin(directory, options)
  const parts = new Map(done.map((part) => [part.name, part]))
  const total = plan.hours.reduce((sum, { rows }) => sum + rows, 0)
  const progress = startProgress(total)
  progress.add(done.reduce((sum, { rows }) => sum + rows, 0))
  for (const slice of plan.hours.flatMap(slicesOf)) {
    const name = nameOf(slice, plan.head.format)
    if (parts.has(name)) continue
    const part = await writePart(directory, name, plan, slice)
    appendToJournal(directory, part, 'go on')
    parts.set(name, part)
    progress.add(part.rows)
  }
  progress.end()
  return finish(directory, plan, [...parts.values()], options.origin)
}

async function begin(directory: string, options: ExportOptions): Promise<{ plan: ExportPlan; done: Part[] }> {
  const under_way = readJournal(directory)
  if (existsSync(join(directory, MANIFEST))) throw new Refused(`${directory} holds a finished export already.`)
  if (under_way === null) {
    if (readdirSync(directory).length > 0) throw new Refused(`${directory} is not empty.`)
    const plan = await makePlan(options)
    appendToJournal(directory, plan, 'start')
    return { plan, done: [] }
  }
  const { head } = under_way.plan
  const asked = { format: options.format, since: options.since ?? null, host: options.host ?? null }
  const differs = asked.format !== head.format || asked.since !== head.since || asked.host !== head.host
  if (differs || (options.until !== undefined && options.until !== head.until)) {
    throw new Refused(`${directory} holds an unfinished export that was asked for with other options.`)
  }
  return under_way
}

async function makePlan(options: ExportOptions): Promise<ExportPlan> {
  const { format, since, until, host, part_rows = PART_ROWS, address_rows = ADDRESS_ROWS } = options
  const created_at = new Date().toISOString()
  const range = { since: since ?? null, until: until ?? created_at, host: host ?? null }
  const hours = await listHours(range)
  const carried = (await listColumns({})).filter((column) => column.carried)
  const head = newHead({
    export_id: randomUUID(),
    created_at,
    format,
    ...range,
    columns: carried.map(({ name }) => name),
    newest: hours.at(-1)?.newest ?? null,
  })
  const planned: ExportPlan['hours'] = []
  for (const { hour, rows } of hours) {
    const [heaviest] = rows > address_rows ? await findHeaviestAddress({ hour }) : []
    const slices = Math.max(1, Math.ceil(rows / part_rows))
    planned.push({ hour, rows, slices, ...(heaviest && heaviest.rows > address_rows && { heaviest: heaviest.src_ip }) })
  }
  return { head, hours: planned }
}

function slicesOf({ hour, slices, heaviest }: ExportPlan['hours'][number]): Slice[] {
  return Array.from({ length: slices }, (_, slice) => ({ hour, slice, slices, heaviest: heaviest ?? null }))
}

function nameOf({ hour, slice, slices }: Slice, format: TransferFormat): string {
  const which = slices === 1 ? '' : `.${slice + 1}of${slices}`
  return `${hour.slice(0, 13)}Z${which}.${format === 'native' ? 'native.gz' : format}`
}

async function writePart(directory: string, name: string, { head }: ExportPlan, slice: Slice): Promise<Part> {
  const { bytes: stream, rows } = await readPart(head, slice)
  const hash = createHash('sha256')
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _, forward) {
      hash.update(chunk)
      bytes += chunk.length
      forward(null, chunk)
    },
  })
  await Promise.all([pipeline(stream, counted), writeDurably(join(directory, name), counted)])
  return { name, hour: slice.hour, rows, bytes, sha256: hash.digest('hex') }
}

async function finish(
  directory: string,
  plan: ExportPlan,
  parts: Part[],
  origin: string | undefined,
): Promise<Manifest> {
  const filled = parts.filter(({ rows }) => rows > 0)
  const empty = parts.filter(({ rows }) => rows === 0)
  const manifest: Manifest = {
    ...plan.head,
    rows: filled.reduce((sum, { rows }) => sum + rows, 0),
    parts: filled,
    ...(origin !== undefined && { origin }),
  }
  await writeDurably(join(directory, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`)
  for (const { name } of empty) rmSync(join(directory, name))
  rmSync(journalPath(directory))
  return manifest
}
