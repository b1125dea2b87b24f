import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { clickhouseFor, pointClickhouseAt } from './client.ts'
import { freePort } from './embedded/free-port.ts'
import { startEmbedded } from './embedded/start-embedded.ts'
import { migrate } from './migrate.ts'

const HEADER = '-- Printed from the migrations, for reading: "npm run generate" writes it.\n'

/** The schema as an empty store describes it after every migration. */
export async function printSchema(): Promise<string> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'vigie-schema-'))
  const store = await startEmbedded({ stateDirectory, port: await freePort() })
  try {
    await pointClickhouseAt(store.endpoint)
    await migrate()
    return [HEADER, ...(await describe()).map((statement) => `${statement};\n`)].join('\n')
  } finally {
    await pointClickhouseAt(undefined)
    await store.stop()
    rmSync(stateDirectory, { recursive: true, force: true })
  }
}

async function describe(): Promise<string[]> {
  const answer = await clickhouseFor('migrator').query({
    query: `
      SELECT formatQuery(text) AS statement
      FROM
      (
        SELECT 0 AS kind, name, create_query AS text
        FROM system.functions WHERE origin = 'SQLUserDefined'
        UNION ALL
        SELECT 1 AS kind, concat(database, '.', name) AS name, create_table_query AS text
        FROM system.tables AS tables
        WHERE database IN ('ja4_logs', 'ja4_processing') AND tables.name NOT LIKE 'schema_migrations%'
      )
      ORDER BY kind, name`,
    format: 'JSONEachRow',
  })
  return z
    .array(z.object({ statement: z.string() }))
    .parse(await answer.json())
    .map(({ statement }) => statement)
}
