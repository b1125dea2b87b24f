import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { config } from '#db/config.ts'
import { executeStatement } from '../execute-statement.ts'

/** How the engine prints the age from which a raw row is refused, as migrations write it: `now('UTC') - INTERVAL n DAY`. */
const AGE = /now\('UTC'\) - toIntervalDay\((\d+)\)/g
/** A row of the last kept day may have been waiting for a while. */
const MARGIN_DAYS = 1

const Texts = z.array(z.object({ statement: z.string() }))

/**
 * Raw rows are refused when they are older than what is kept. The age stands in a function, which the views took in
 * when they were made: both are made anew when the configuration says another one. Returns what was changed.
 */
export async function alignRefusal(client: ClickHouseClient): Promise<string[]> {
  const days = config.clickhouse.keep.VIGIE_KEEP_REQUESTS_DAYS + MARGIN_DAYS
  const answer = await client.query({
    query: `
      SELECT replaceOne(create_query, 'CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION') AS statement
      FROM system.functions WHERE origin = 'SQLUserDefined' AND startsWith(name, 'vigie_raw_')
      UNION ALL
      SELECT concat('ALTER TABLE ', database, '.', name, ' MODIFY QUERY ', as_select) AS statement
      FROM system.tables WHERE database = 'ja4_logs' AND engine = 'MaterializedView'`,
    format: 'JSONEachRow',
  })
  const stale = Texts.parse(await answer.json()).filter(({ statement }) =>
    [...statement.matchAll(AGE)].some(([, found]) => Number(found) !== days),
  )
  for (const { statement } of stale) {
    await executeStatement(
      client,
      statement.replace(AGE, () => `now('UTC') - toIntervalDay(${days})`),
    )
  }
  return stale.length === 0 ? [] : [`raw rows are refused from an age of ${days} days (VIGIE_KEEP_REQUESTS_DAYS)`]
}
