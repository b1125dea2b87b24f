import { z } from 'zod'
import { clickhouseFor } from './client.ts'

const Described = z.array(z.object({ name: z.string(), statement: z.string() }))

/** What makes each table, view, dictionary and function of the store, functions first, by name; without the runner's own tables. */
export async function describeSchema(): Promise<Map<string, string>> {
  const answer = await clickhouseFor('migrator').query({
    query: `
      SELECT name, formatQuery(text) AS statement
      FROM
      (
        SELECT 0 AS kind, name, create_query AS text
        FROM system.functions WHERE origin = 'SQLUserDefined' AND startsWith(name, 'vigie_')
        UNION ALL
        SELECT 1 AS kind, concat(database, '.', name) AS name, create_table_query AS text
        FROM system.tables AS tables
        WHERE database IN ('ja4_logs', 'ja4_processing') AND tables.name NOT LIKE 'schema_migrations%'
      )
      ORDER BY kind, name`,
    format: 'JSONEachRow',
  })
  return new Map(Described.parse(await answer.json()).map(({ name, statement }) => [name, statement]))
}
