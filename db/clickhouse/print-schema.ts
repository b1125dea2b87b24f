import { clickhouseFor } from './client.ts'
import { startTestStore } from './store.fixture.ts'

const OBJECTS = `
  SELECT concat(database, '.', name) AS name, create_table_query AS text
  FROM system.tables
  WHERE database IN ('ja4_logs', 'ja4_processing') AND name NOT LIKE '.inner%' AND name NOT LIKE 'schema_migrations%'
`
const FUNCTIONS = `SELECT name, create_query AS text FROM system.functions WHERE origin = 'SQLUserDefined'`

/** What the migrations amount to, for reading: printed by a store that ran them all. */
export async function printSchema(): Promise<string> {
  const store = await startTestStore()
  try {
    const texts = [...(await listTexts(FUNCTIONS)), ...(await listTexts(OBJECTS))]
    const head = '-- Printed from the migrations by `npm run generate`; for reading, never for running.\n'
    return `${head}\n${texts.map((text) => `${text};\n`).join('\n')}`
  } finally {
    await store.dispose()
  }
}

async function listTexts(query: string): Promise<string[]> {
  const result = await clickhouseFor('migrator').query({
    query: `SELECT name, formatQuery(text) AS text FROM (${query}) ORDER BY name`,
    format: 'JSONEachRow',
  })
  const rows = await result.json<{ name: string; text: string }>()
  return rows.map(({ text }) => text)
}
