import { z } from 'zod'
import { clickhouseFor } from '#db/clickhouse/client.ts'
import { tableOf } from '#lab/table.ts'

const Table = z.object({ table: z.string(), rows: z.number(), bytes: z.number() })
const Column = z.object({ table: z.string(), name: z.string(), bytes: z.number() })
const DEAREST = 6

/** What lies on disk: per row of each table, and by its dearest columns. */
export async function sizesOfStore(): Promise<string> {
  const tables = await ask(
    `SELECT table, toFloat64(sum(parts.rows)) AS rows, toFloat64(sum(bytes_on_disk)) AS bytes FROM system.parts AS parts
     WHERE active AND database IN ('ja4_logs', 'ja4_processing') GROUP BY table HAVING rows > 1000 ORDER BY bytes DESC`,
    Table,
  )
  const columns = await ask(
    `SELECT table, name, toFloat64(data_compressed_bytes) AS bytes FROM system.columns
     WHERE database IN ('ja4_logs', 'ja4_processing') AND data_compressed_bytes > 0 ORDER BY bytes DESC`,
    Column,
  )
  return tableOf(
    ['table', 'rows', 'MB', 'bytes a row', 'dearest columns, bytes a row'],
    tables.map(({ table, rows, bytes }) => {
      const dearest = columns.filter((column) => column.table === table).slice(0, DEAREST)
      const words = dearest.map((column) => `${column.name} ${(column.bytes / rows).toFixed(1)}`).join(', ')
      return [table, rows, Math.round(bytes / 1e6), Number((bytes / rows).toFixed(1)), words]
    }),
  )
}

async function ask<S extends z.ZodType>(query: string, row: S): Promise<z.infer<S>[]> {
  const answer = await clickhouseFor('migrator').query({ query, format: 'JSONEachRow' })
  return z.array(row).parse(await answer.json())
}
