import { text } from 'node:stream/consumers'
import type { ClickHouseClient } from '@clickhouse/client'
import { config } from '../config.ts'
import type { Migration } from './migration-files.ts'

/** Says as which user the engine reads its own tables for the dictionaries. It belongs to the server, so no migration can make it. */
const COLLECTION = 'vigie_reference'

/**
 * Fails before anything is altered when pending migrations need the named collection and it is certainly not there.
 * An account that may not see collections learns nothing; then the migration itself tells.
 */
export async function requireNamedCollection(client: ClickHouseClient, pending: readonly Migration[]): Promise<void> {
  const needed = pending.some(({ statements }) => statements.some((statement) => statement.includes(COLLECTION)))
  if (!needed || !(await answersOne(client, `CHECK GRANT SHOW NAMED COLLECTIONS ON ${COLLECTION}`))) return
  if (await answersOne(client, `SELECT count() FROM system.named_collections WHERE name = '${COLLECTION}'`)) return
  throw new Error(
    config.clickhouse.embedded
      ? `The store on ${config.clickhouse.url} was started by an older Vigie: stop it, start it again with this one, then repeat. Nothing was changed.`
      : `The server knows no named collection ${COLLECTION}: as its administrator run what npm run -s db -- users prints, then repeat. Nothing was changed.`,
  )
}

/** CHECK GRANT takes no FORMAT: the answer is a line of text. */
async function answersOne(client: ClickHouseClient, query: string): Promise<boolean> {
  const { stream } = await client.exec({ query })
  return (await text(stream)).trim() === '1'
}
