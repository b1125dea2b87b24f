import { inspectRows } from './inspect-rows.ts'
import type { ListDefinition } from './list-definition.ts'
import { readList } from './read-list.ts'
import type { ReferenceRow } from './reference-row.ts'
import { dropVersions, insertRows, reloadDictionaries, tellAttempt, type Attempt, type KnownList } from './versions.ts'
import { Refusal } from './refusal.ts'

const ROWS_AT_ONCE = 50_000

/** What is known of the bytes besides their rows. */
export type Provenance = Pick<Attempt, 'origin' | 'source' | 'sha256' | 'etag' | 'last_modified' | 'bytes'>

export interface StoreOptions {
  previous: KnownList | undefined
  /** A person agreed that the list changed that much. */
  acceptChange: boolean
  onRows: (rows: number) => void
}

/**
 * Reads a list's file into a new version and makes it the one that counts; the version before stays until then,
 * and comes back when no dictionary can be built of the new one.
 */
export async function storeList(
  definition: ListDefinition,
  file: string,
  provenance: Provenance,
  { previous, acceptChange, onRows }: StoreOptions,
): Promise<{ rows: number; detail: string }> {
  const { name, kind } = definition
  const began_ms = Date.now()
  const version = Math.max(began_ms, (previous?.version ?? 0) + 1)
  const comparable = previous?.origin === provenance.origin && !acceptChange
  let concluded: { rows: number; left_out: string }
  try {
    concluded = await insertInspected(definition, file, version, comparable ? previous.rows : undefined, onRows)
  } catch (error) {
    await dropVersions(kind, name, [previous?.version ?? 0])
    throw error
  }
  const attempt = attemptOf(definition, provenance, {
    outcome: 'loaded',
    version,
    rows: concluded.rows,
    duration_ms: Date.now() - began_ms,
    detail: concluded.left_out,
  })
  await tellAttempt([attempt])
  try {
    await reloadDictionaries(kind)
  } catch (error) {
    await putBack(definition, previous)
    const reason = error instanceof Error ? error.message.slice(0, 300) : ''
    throw new Refusal(`no dictionary could be built of it: ${reason}`, { cause: error })
  }
  await dropVersions(kind, name, [version, previous?.version ?? 0])
  return { rows: concluded.rows, detail: concluded.left_out }
}

async function insertInspected(
  definition: ListDefinition,
  file: string,
  version: number,
  previous_rows: number | undefined,
  onRows: (rows: number) => void,
): Promise<{ rows: number; left_out: string }> {
  const inspection = inspectRows(definition)
  let waiting: ReferenceRow[] = []
  const flush = async () => {
    await insertRows(definition.kind, definition.name, version, waiting)
    onRows(waiting.length)
    waiting = []
  }
  for await (const told of readList(file, definition)) {
    const row = inspection.take(told)
    if (row && waiting.push(row) >= ROWS_AT_ONCE) await flush()
  }
  // Small lists are judged before anything is written.
  const concluded = inspection.conclude(previous_rows)
  await flush()
  return concluded
}

/** Fills in what every attempt of a list says alike. */
export function attemptOf(
  { name, licence, supersedes, precedence }: ListDefinition,
  provenance: Provenance,
  told: Pick<Attempt, 'outcome' | 'version' | 'rows' | 'duration_ms' | 'detail'>,
): Attempt {
  return {
    list: name,
    licence,
    supersedes,
    precedence,
    attempted_at: new Date().toISOString(),
    ...provenance,
    ...told,
  }
}

/** The version before counts again; where there was none, the list is empty. */
async function putBack(definition: ListDefinition, previous: KnownList | undefined): Promise<void> {
  await withdrawTo(definition, previous, 'put back: no dictionary could be built of the newer version')
  await reloadDictionaries(definition.kind)
}

/** Makes an older version count again, or none. */
export async function withdrawTo(definition: ListDefinition, to: KnownList | undefined, detail: string): Promise<void> {
  const { origin = '', source = '', sha256 = '', etag = '', last_modified = '', version = 0, rows = 0 } = to ?? {}
  const provenance: Provenance = { origin: origin || 'downloaded', source, sha256, etag, last_modified, bytes: 0 }
  const told = { outcome: 'loaded' as const, version, rows, duration_ms: 0, detail }
  await tellAttempt([attemptOf(definition, provenance, told)])
}
