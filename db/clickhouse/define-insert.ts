import { z } from 'zod'
import { clickhouseFor } from './client.ts'
import type { CallOptions } from './define-query.ts'
import { failureOf } from './failure.ts'
import { onceByToken } from './once-by-token.ts'

interface InsertOptions extends CallOptions {
  /** Rows sent again with it count once, where the table remembers its blocks. */
  token?: string
}

/** Rows of one shape into one table; resolves when the store has them. */
export function defineInsert<R extends z.ZodObject>({ table, row }: { table: string; row: R }) {
  const columns = Object.keys(row.shape)
  return async (rows: readonly z.input<R>[], { signal, token }: InsertOptions = {}): Promise<void> => {
    if (rows.length === 0) return
    const values = rows.map((each) => row.parse(each))
    try {
      await clickhouseFor('writer').insert({
        table,
        values,
        columns: [columns[0] ?? '', ...columns.slice(1)],
        format: 'JSONEachRow',
        clickhouse_settings: {
          date_time_input_format: 'best_effort',
          ...(token !== undefined && onceByToken(token)),
        },
        ...(signal && { abort_signal: signal }),
      })
    } catch (error) {
      throw failureOf(error, `insert into ${table}`)
    }
  }
}
