import type { ClickHouseClient } from '@clickhouse/client'
import { CREATE_APPLIED, readApplied, recordApplied, type Applied } from './applied-migrations.ts'
import { clickhouseFor } from './client.ts'
import { executeStatement, finishRenaming } from './execute-statement.ts'
import { readMigrations, type Migration } from './migration-files.ts'
import { underMigrationLock } from './migration-lock.ts'
import { requireNamedCollection } from './require-named-collection.ts'
import { applyRetention } from './retention/apply-retention.ts'

interface Options {
  /** One line per step, for a person who waits. */
  report?: (line: string) => void
  /** How a statement reaches the store; tests cut it short. */
  execute?: (client: ClickHouseClient, statement: string) => Promise<void>
}

/**
 * Brings the store to the newest schema and the configured retention; returns the names of what was applied.
 * Safe to repeat, to interrupt at any statement, and to run from several processes at once.
 */
export async function migrate({ report = () => undefined, execute = executeStatement }: Options = {}): Promise<
  string[]
> {
  const client = clickhouseFor('migrator')
  return underMigrationLock(client, async (holdOn) => {
    await finishRenaming(client)
    await execute(client, CREATE_APPLIED)
    const applied = await readApplied(client)
    const migrations = readMigrations()
    refuseEdited(migrations, applied)
    refuseNewerStore(migrations, applied)
    const pending = migrations.filter(({ name }) => !applied.has(name))
    await requireNamedCollection(client, pending)
    for (const [index, migration] of pending.entries()) {
      await apply(client, migration, async (statement) => {
        await holdOn()
        await execute(client, statement)
      })
      report(`${index + 1} of ${pending.length}: ${migration.name}`)
    }
    for (const change of await applyRetention(client)) report(change)
    return pending.map(({ name }) => name)
  })
}

function refuseEdited(migrations: Migration[], applied: Map<string, Applied>): void {
  const edited = migrations.filter(({ name, checksum }) => (applied.get(name)?.checksum ?? checksum) !== checksum)
  if (edited.length > 0) {
    const names = edited.map(({ name }) => name).join(', ')
    throw new Error(`Edited after being applied: ${names}. Migrations are never edited: add a new one.`)
  }
}

/** An older Vigie may not change what a newer one made: its pending files would come in the wrong order. */
function refuseNewerStore(migrations: Migration[], applied: Map<string, Applied>): void {
  const known = new Set(migrations.map(({ name }) => name))
  const unknown = [...applied.keys()].filter((name) => !known.has(name))
  if (unknown.length > 0 && migrations.some(({ name }) => !applied.has(name))) {
    throw new Error(`The store was migrated by another Vigie (${unknown.join(', ')}): update this one first.`)
  }
}

/** Each statement is idempotent, so a migration that was cut short runs again from its start. */
async function apply(
  client: ClickHouseClient,
  migration: Migration,
  run: (statement: string) => Promise<void>,
): Promise<void> {
  for (const [index, statement] of migration.statements.entries()) {
    try {
      await run(statement)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new Error(
        `Migration ${migration.name}, statement ${index + 1}: ${reason} (repeat when mended: what is done stays done)`,
        {
          cause: error,
        },
      )
    }
  }
  await recordApplied(client, migration)
}
