import { z } from 'zod'
import { clickhouseFor } from './client.ts'
import { boundParams, registerQuery } from './define-query.ts'
import { failureOf } from './failure.ts'

interface Definition<P extends z.ZodObject, R extends z.ZodObject> {
  name: string
  params: P
  row: R
  sql: string
}

/** The store tells of its progress this often, so that a long question is not taken for a dead connection. */
const PROGRESS_MS = 5000

/**
 * Like defineQuery, for answers that are too large to hold: rows come in batches while the store still works. Asked as
 * the writer, whose questions may take as long as they need. Leaving the loop ends the question.
 */
export function defineStream<P extends z.ZodObject, R extends z.ZodObject>({
  name,
  params,
  row,
  sql,
}: Definition<P, R>) {
  registerQuery({ name, params, row, sql })
  const rowsOf = z.array(row)
  return async function* (asked: z.input<P>, batch_rows: number): AsyncGenerator<z.output<R>[], void> {
    const query_params = boundParams(params, asked)
    try {
      const answer = await clickhouseFor('writer').query({
        query: sql,
        query_params,
        format: 'JSONEachRow',
        clickhouse_settings: {
          send_progress_in_http_headers: 1,
          http_headers_progress_interval_ms: String(PROGRESS_MS),
        },
      })
      let batch: unknown[] = []
      for await (const rows of answer.stream()) {
        for (const each of rows) batch.push(each.json())
        if (batch.length < batch_rows) continue
        yield rowsOf.parse(batch)
        batch = []
      }
      if (batch.length > 0) yield rowsOf.parse(batch)
    } catch (error) {
      throw failureOf(error, name)
    }
  }
}
