import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { config } from '../config.ts'
import { stateDirectory } from '../state-directory.ts'
import { postgresqlAdapter, sqliteAdapter, stateKind, type StateKind } from './client.ts'

interface Migration {
  name: string
  sql: string
  checksum: string
}
interface MigratableDatabase {
  /** Runs the text as one transaction, one migrator at a time; all of it or nothing. */
  apply: (script: string) => Promise<void>
  listApplied: () => Promise<{ name: string; checksum: string }[]>
  close: () => Promise<void>
}

const MIGRATIONS = join(dirname(fileURLToPath(import.meta.url)), 'migrations')
const LIST_APPLIED = `SELECT migration_name AS name, checksum FROM _prisma_migrations
  WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`
/** Prisma's own table, so that its tools agree about what was applied. */
const HISTORY_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMP, migration_name VARCHAR(255) NOT NULL,
  logs TEXT, rolled_back_at TIMESTAMP, started_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, applied_steps_count INTEGER NOT NULL DEFAULT 0)`

/** Brings the state database up to date; returns the names of what it applied. */
export async function migrateState(url = config.database_url): Promise<string[]> {
  if (stateKind(url) === 'sqlite') stateDirectory()
  const database = await (stateKind(url) === 'sqlite' ? openSqlite(url) : openPostgresql(url))
  try {
    await database.apply(HISTORY_TABLE)
    const done: string[] = []
    for (const migration of listMigrations(stateKind(url))) {
      if (await isApplied(database, migration)) continue
      try {
        await database.apply(`${migration.sql};\n${historyRow(migration)}`)
        done.push(migration.name)
      } catch (error) {
        // Another process may have been faster: then its row is there and ours was refused whole.
        if (!(await isApplied(database, migration))) throw error
      }
    }
    return done
  } finally {
    await database.close()
  }
}

/** Names of the migrations that the database still lacks; fails when it cannot be reached. */
export async function listPendingMigrations(url = config.database_url): Promise<string[]> {
  const database = await (stateKind(url) === 'sqlite' ? openSqlite(url) : openPostgresql(url))
  try {
    const applied = new Set((await database.listApplied()).map(({ name }) => name))
    return listMigrations(stateKind(url)).flatMap(({ name }) => (applied.has(name) ? [] : [name]))
  } finally {
    await database.close()
  }
}

function listMigrations(kind: StateKind): Migration[] {
  return readdirSync(MIGRATIONS)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(MIGRATIONS, name, `${kind}.sql`), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

async function isApplied(database: MigratableDatabase, migration: Migration): Promise<boolean> {
  const row = (await database.listApplied()).find(({ name }) => name === migration.name)
  if (row !== undefined && row.checksum !== migration.checksum) {
    throw new Error(`Migration ${migration.name} was changed after it had been applied`)
  }
  return row !== undefined
}

/** The id follows from the name: a second migrator's row collides and takes its whole transaction back. */
function historyRow({ name, checksum }: Migration): string {
  const id = createHash('sha256').update(name).digest('hex').slice(0, 36)
  return `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
    VALUES ('${id}', '${checksum}', CURRENT_TIMESTAMP, '${name}', 1);`
}

async function openSqlite(url: string): Promise<MigratableDatabase> {
  const connection = await sqliteAdapter(url).connect()
  await connection.executeScript('PRAGMA journal_mode = WAL')
  return {
    apply: async (script) => {
      try {
        await connection.executeScript(`BEGIN IMMEDIATE;\n${script};\nCOMMIT;`)
      } catch (error) {
        await connection.executeScript('ROLLBACK').catch(() => undefined)
        throw error
      }
    },
    listApplied: async () => appliedRows(await connection.queryRaw({ sql: LIST_APPLIED, args: [], argTypes: [] })),
    close: () => connection.dispose(),
  }
}

async function openPostgresql(url: string): Promise<MigratableDatabase> {
  const connection = await postgresqlAdapter(url).connect()
  const pool = connection.underlyingDriver()
  return {
    apply: async (script) => {
      const client = await pool.connect()
      try {
        // One simple query: the adapter's own executeScript would cut a function's body at its semicolons.
        await client.query(`BEGIN; SELECT pg_advisory_xact_lock(716451); ${script}; COMMIT;`)
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined)
        throw error
      } finally {
        client.release()
      }
    },
    listApplied: async () => appliedRows(await connection.queryRaw({ sql: LIST_APPLIED, args: [], argTypes: [] })),
    close: () => connection.dispose(),
  }
}

function appliedRows({ rows }: { rows: unknown[][] }): { name: string; checksum: string }[] {
  return rows.map(([name, checksum]) => ({ name: String(name), checksum: String(checksum) }))
}
