import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Request } from '../model/request.ts'
import { clickhouseFor, pointClickhouseAt } from './client.ts'
import { freePort } from './embedded/free-port.ts'
import { startEmbedded, type EmbeddedStore } from './embedded/start-embedded.ts'
import { migrate } from './migrate.ts'

/** A real embedded store of a test's own, migrated; this process's clients point at it. */
export interface TestStore {
  stateDirectory: string
  port: number
  current: EmbeddedStore
  /** Ends the store (in order, or as a crash would). */
  end: (how: 'stop' | 'kill') => Promise<void>
  start: () => Promise<void>
  /** Ends it and removes every trace. */
  dispose: () => Promise<void>
}

export async function startTestStore(): Promise<TestStore> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'vigie-store-'))
  const port = await freePort()
  const launch = () => startEmbedded({ stateDirectory, port, memory_mb: 800 })
  const store: TestStore = {
    stateDirectory,
    port,
    current: await launch(),
    end: (how) => store.current[how](),
    start: async () => {
      store.current = await launch()
    },
    dispose: async () => {
      await pointClickhouseAt(undefined)
      await store.current.stop()
      rmSync(stateDirectory, { recursive: true, force: true })
    },
  }
  await pointClickhouseAt(store.current.endpoint)
  await migrate()
  return store
}

/** Requests into the raw table, as a producer writes them. */
export async function insertRaw(
  rows: readonly (Request | Record<string, unknown> | string)[],
  token?: string,
): Promise<void> {
  await clickhouseFor('writer').insert({
    table: 'ja4_logs.http_logs_raw',
    values: rows.map((row) => ({ raw_json: typeof row === 'string' ? row : JSON.stringify(row) })),
    columns: ['raw_json'],
    format: 'JSONEachRow',
    clickhouse_settings: {
      deduplicate_blocks_in_dependent_materialized_views: 1,
      ...(token !== undefined && { insert_deduplication_token: token }),
    },
  })
}

/** Rows of any question, for assertions. */
export async function ask(query: string): Promise<unknown[]> {
  const answer = await clickhouseFor('migrator').query({ query, format: 'JSONEachRow' })
  return answer.json()
}
