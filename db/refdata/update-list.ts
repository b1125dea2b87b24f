import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { privateDirectory, statePath } from '../state-directory.ts'
import { download } from './download.ts'
import type { ListDefinition } from './list-definition.ts'
import { Refusal } from './refusal.ts'
import { attemptOf, storeList, withdrawTo, type Provenance } from './store-list.ts'
import { reloadDictionaries, tellAttempt, type KnownList } from './versions.ts'

export interface UpdateOptions {
  acceptChange?: boolean
  onBytes?: (bytes: number) => void
  onRows?: (rows: number) => void
  /** Where the download lies while it is read. */
  directory?: string
}

export interface UpdateOutcome {
  list: string
  outcome: 'loaded' | 'unchanged' | 'failed' | 'withdrawn' | 'off' | 'bundled only'
  rows: number
  detail: string
}

/** Brings one list up to date. What fails is kept on record and leaves the version before as it is. */
export async function updateList(
  definition: ListDefinition,
  previous: KnownList | undefined,
  options: UpdateOptions = {},
): Promise<UpdateOutcome> {
  const { name } = definition
  if (!definition.enabled) return withdraw(definition, previous)
  const source = sourceOf(definition)
  if (source === undefined) return { list: name, outcome: 'bundled only', rows: previous?.rows ?? 0, detail: '' }
  const began_ms = Date.now()
  try {
    return await fetchAndStore(definition, source, previous, options)
  } catch (error) {
    // What is no refusal is the store's trouble or our own mistake: said as it is.
    const detail = error instanceof Error ? error.message.slice(0, 500) : String(error)
    const nothing = { origin: originOf(definition), source, sha256: '', etag: '', last_modified: '', bytes: 0 }
    const told = { outcome: 'failed' as const, version: 0, rows: 0, duration_ms: Date.now() - began_ms, detail }
    await tellAttempt([attemptOf(definition, nothing, told)])
    return { list: name, outcome: 'failed', rows: previous?.rows ?? 0, detail }
  }
}

function originOf({ path }: ListDefinition): 'file' | 'downloaded' {
  return path === undefined ? 'downloaded' : 'file'
}

/** Where the list comes from, as people may read it: no name and no password of a mirror. */
function sourceOf({ path, url }: ListDefinition): string | undefined {
  if (path !== undefined) return path
  if (url === undefined) return undefined
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  shown.search = ''
  return shown.href
}

async function fetchAndStore(
  definition: ListDefinition,
  source: string,
  previous: KnownList | undefined,
  {
    acceptChange = false,
    onBytes = () => undefined,
    onRows = () => undefined,
    directory = statePath('refdata'),
  }: UpdateOptions,
): Promise<UpdateOutcome> {
  const began_ms = Date.now()
  const same = previous?.source === source && previous.version > 0 ? previous : undefined
  const draft = join(privateDirectory(directory), `${definition.name}.${process.pid}`)
  try {
    const came =
      definition.path === undefined
        ? await download(definition.url ?? '', {
            into: draft,
            known: { etag: same?.etag ?? '', last_modified: same?.last_modified ?? '' },
            limits: definition,
            onBytes,
          })
        : await measure(definition.path, definition.max_bytes)
    if (came.state === 'unchanged' || came.sha256 === same?.sha256)
      return await tellUnchanged(definition, same, began_ms)
    const provenance: Provenance = { origin: originOf(definition), source, ...without(came) }
    const { rows, detail } = await storeList(definition, definition.path ?? draft, provenance, {
      previous,
      acceptChange,
      onRows,
    })
    return { list: definition.name, outcome: 'loaded', rows, detail }
  } finally {
    await rm(draft, { force: true })
  }
}

function without({ bytes, sha256, etag, last_modified }: Omit<Provenance, 'origin' | 'source'>) {
  return { bytes, sha256, etag, last_modified }
}

async function measure(path: string, max_bytes: number) {
  const { size } = await stat(path)
  if (size > max_bytes) throw new Refusal(`it has ${size} bytes, more than ${max_bytes}`)
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return { state: 'changed' as const, bytes: size, sha256: hash.digest('hex'), etag: '', last_modified: '' }
}

async function tellUnchanged(
  definition: ListDefinition,
  same: KnownList | undefined,
  began_ms: number,
): Promise<UpdateOutcome> {
  if (!same) throw new Refusal('the server says "unchanged" of a list that is not here')
  const { version, rows, source, sha256, etag, last_modified } = same
  const provenance = { origin: originOf(definition), source, sha256, etag, last_modified, bytes: 0 }
  const told = { outcome: 'unchanged' as const, version, rows, duration_ms: Date.now() - began_ms, detail: '' }
  await tellAttempt([attemptOf(definition, provenance, told)])
  return { list: definition.name, outcome: 'unchanged', rows, detail: '' }
}

/** A list that was switched off stops counting. */
async function withdraw(definition: ListDefinition, previous: KnownList | undefined): Promise<UpdateOutcome> {
  const { name, kind } = definition
  if (!previous || previous.version === 0) return { list: name, outcome: 'off', rows: 0, detail: '' }
  await withdrawTo(definition, undefined, 'switched off')
  await reloadDictionaries(kind)
  return { list: name, outcome: 'withdrawn', rows: 0, detail: 'switched off' }
}
