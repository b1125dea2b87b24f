import { PrismaLibSql } from '@prisma/adapter-libsql'
import { PrismaPg } from '@prisma/adapter-pg'
import { config } from '../config.ts'
import { stateDirectory } from '../state-directory.ts'
import { PrismaClient as PostgresqlClient } from './generated/postgresql/client.ts'
import { PrismaClient as SqliteClient } from './generated/sqlite/client.ts'

/** The database of what people decided, whichever engine holds it. */
export type StateDatabase = SqliteClient
/** The same inside a transaction. */
export type StateTransaction = Parameters<Parameters<StateDatabase['$transaction']>[0]>[0]

export type StateKind = 'sqlite' | 'postgresql'

declare global {
  // Route handlers, pages and the scheduler are bundled apart and must share one client.
  var vigie_state_database: StateDatabase | undefined
}

export function stateKind(url = config.database_url): StateKind {
  return url.startsWith('file:') ? 'sqlite' : 'postgresql'
}

export function stateDatabase(): StateDatabase {
  if (stateKind() === 'sqlite') stateDirectory()
  return (globalThis.vigie_state_database ??= openStateDatabase(config.database_url))
}

const transactionOptions = { maxWait: 10_000, timeout: 15_000 }

export function openStateDatabase(url: string): StateDatabase {
  if (stateKind(url) === 'sqlite') {
    return new SqliteClient({ adapter: sqliteAdapter(url), transactionOptions })
  }
  return asStateDatabase(new PostgresqlClient({ adapter: postgresqlAdapter(url), transactionOptions }))
}

/** `timeout`: how long a writer waits for another one; without it concurrent writers fail at once. */
export function sqliteAdapter(url: string): PrismaLibSql {
  return new PrismaLibSql({ url, timeout: 5000 })
}

export function postgresqlAdapter(url: string): PrismaPg {
  return new PrismaPg({ connectionString: url, connectionTimeoutMillis: 3000, max: 10 })
}

/** Both clients are generated from one model, so they differ in the provider's name only. */
function asStateDatabase(client: unknown): StateDatabase {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the comment above is the guarantee
  return client as StateDatabase
}
