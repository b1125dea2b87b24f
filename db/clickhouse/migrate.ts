import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { clickhouseFor } from './client.ts'
import { readMigrations, type Migration } from './migration-files.ts'
import { underMigrationLock } from './migration-lock.ts'

const TABLE = 'ja4_processing.schema_migrations'
const Applied = z.object({ name: z.string(), checksum: z.string(), applied_at: z.string() })
type Applied = z.infer<typeof Applied>

export interface MigrationStatus {
  name: string
  /** ISO time, or null while pending. */
  applied_at: string | null
  /** The file was edited after it was applied. */
  changed: boolean
}

/** Brings the store to the newest schema; returns the names of what was applied. Safe to repeat and to interrupt. */
export async function migrate(report: (line: string) => void = () => undefined): Promise<string[]> {
  const client = clickhouseFor('migrator')
  return underMigrationLock(client, async () => {
    await client.command({
      query: `CREATE TABLE IF NOT EXISTS ${TABLE} (name String, checksum String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'))
        ENGINE = MergeTree ORDER BY name SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
    })
    const applied = await readApplied(client)
    const migrations = readMigrations()
    refuseEdited(migrations, applied)
    const pending = migrations.filter(({ name }) => !applied.has(name))
    for (const migration of pending) {
      await apply(client, migration)
      report(`applied ${migration.name}`)
    }
    return pending.map(({ name }) => name)
  })
}

export async function migrationStatus(): Promise<MigrationStatus[]> {
  const client = clickhouseFor('migrator')
  const exists = await client.query({ query: `EXISTS TABLE ${TABLE}`, format: 'JSONEachRow' })
  const known = await exists.json<{ result: number }>()
  const applied = known[0]?.result === 1 ? await readApplied(client) : new Map<string, Applied>()
  return readMigrations().map(({ name, checksum }) => {
    const record = applied.get(name)
    return {
      name,
      applied_at: record?.applied_at ?? null,
      changed: record !== undefined && record.checksum !== checksum,
    }
  })
}

async function readApplied(client: ClickHouseClient): Promise<Map<string, Applied>> {
  const answer = await client.query({
    query: `SELECT name, checksum, concat(replaceOne(toString(applied_at), ' ', 'T'), 'Z') AS applied_at FROM ${TABLE}`,
    format: 'JSONEachRow',
  })
  return new Map(
    z
      .array(Applied)
      .parse(await answer.json())
      .map((row) => [row.name, row]),
  )
}

function refuseEdited(migrations: Migration[], applied: Map<string, Applied>): void {
  const edited = migrations.filter(({ name, checksum }) => (applied.get(name)?.checksum ?? checksum) !== checksum)
  if (edited.length > 0) {
    const names = edited.map(({ name }) => name).join(', ')
    throw new Error(`Edited after being applied: ${names}. Migrations are never edited: add a new one.`)
  }
}

/** Each statement is idempotent, so a migration that was cut short runs again from its start. */
async function apply(client: ClickHouseClient, { name, checksum, statements }: Migration): Promise<void> {
  for (const [index, statement] of statements.entries()) {
    try {
      await client.command({ query: statement })
    } catch (error) {
      throw new Error(`Migration ${name}, statement ${index + 1}: ${error instanceof Error ? error.message : ''}`, {
        cause: error,
      })
    }
  }
  await client.insert({ table: TABLE, values: [{ name, checksum }], format: 'JSONEachRow' })
}
