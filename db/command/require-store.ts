import { ClickHouseError } from '@clickhouse/client'
import { z } from 'zod'
import { clickhouseFor } from '../clickhouse/client.ts'
import { config } from '../config.ts'

/** The oldest ClickHouse that knows every function and setting of the migrations. */
const MINIMUM = [25, 9] as const

const Version = z.tuple([z.object({ version: z.string() })])

/** Fails in one sentence that says what to do, unless the store answers the migrator and is new enough. */
export async function requireStore(): Promise<void> {
  const client = clickhouseFor('migrator')
  let version: string
  try {
    const answer = await client.query({ query: 'SELECT version() AS version', format: 'JSONEachRow' })
    version = Version.parse(await answer.json())[0].version
  } catch (error) {
    throw new Error(explain(error), { cause: error })
  }
  if (isOlder(version)) {
    throw new Error(`The store is ClickHouse ${version}; Vigie needs ${MINIMUM.join('.')} or newer: update the server.`)
  }
}

function explain(error: unknown): string {
  const { embedded, url, accounts } = config.clickhouse
  if (error instanceof ClickHouseError && error.type === 'AUTHENTICATION_FAILED') {
    return embedded
      ? `The store on ${url} was started from another state directory: set VIGIE_STATE_DIR as it was there.`
      : `The store on ${url} refuses the user ${accounts.migrator.user}: check CLICKHOUSE_MIGRATOR_USER and CLICKHOUSE_MIGRATOR_PASSWORD.`
  }
  const reason = error instanceof Error ? error.message : String(error)
  const remedy = embedded ? 'start it with npm run store' : 'check CLICKHOUSE_URL and that the server runs'
  return `The store on ${url} does not answer (${reason}): ${remedy}.`
}

export function isOlder(version: string, [year, month]: readonly [number, number] = MINIMUM): boolean {
  const [found_year = 0, found_month = 0] = version.split('.').map(Number)
  return found_year < year || (found_year === year && found_month < month)
}
