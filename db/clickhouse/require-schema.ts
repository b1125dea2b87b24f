import { config } from '../config.ts'
import { Unavailable } from '../model/errors.ts'
import { readApplied } from './applied-migrations.ts'
import { clickhouseFor } from './client.ts'
import { failureOf } from './failure.ts'
import { readMigrations } from './migration-files.ts'

/**
 * Fails, saying what to do, where the store has no schema yet; with `newest` also where migrations are pending.
 * Asks as the writer, who may read and is there on every machine.
 */
export async function requireSchema({ newest }: { newest: boolean }): Promise<void> {
  const applied = await readApplied(clickhouseFor('writer')).catch((error: unknown) => {
    throw failureOf(error, config.clickhouse.url)
  })
  const pending = readMigrations().filter(({ name }) => !applied.has(name)).length
  if (applied.size > 0 && (pending === 0 || !newest)) return
  const state = applied.size === 0 ? 'The store has no tables yet' : `${pending} migrations are pending in the store`
  throw new Unavailable(`${state}: run npm run -s db -- migrate first.`)
}
