import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ClickHouseError } from '@clickhouse/client'
import { clickhouseFor } from '#db/clickhouse/client.ts'
import { failureOf } from '#db/clickhouse/failure.ts'
import { onceByToken } from '#db/clickhouse/once-by-token.ts'
import { listInsertableColumns } from '#db/clickhouse/requests/list-insertable-columns.ts'
import { Unavailable } from '#db/model/errors.ts'
import { log } from '../service-log.ts'
import type { Batch, TypedBatch } from './batch.ts'
import { columnsOf } from './typed/header.ts'
import { insertTextOf } from './typed/insert-text.ts'

/** An earlier try still runs, or the tables are being rebuilt and take nothing until that is done. */
const NOT_NOW = new Set(['QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING', 'VIOLATED_CONSTRAINT'])
/** The table has no such column, or one that it makes itself. */
const OTHER_COLUMNS = new Set(['NO_SUCH_COLUMN_IN_TABLE', 'ILLEGAL_COLUMN', 'UNKNOWN_IDENTIFIER'])
const RAW_INSERT = 'INSERT INTO ja4_logs.http_logs_raw (raw_json) FORMAT LineAsString'

/**
 * `refused`: the store answers but does not want this; `away`: it does not answer, or not for now, so it may or
 * may not have the rows, and the same token must be sent again.
 */
export type Outcome = 'taken' | 'away' | { refused: string }

interface Attempt {
  token: string
  query: string
  parts: readonly Buffer[]
  signal: AbortSignal | undefined
}

/** One batch: typed rows into the table itself, lines of JSON into the raw one. */
export async function sendBatch(token: string, batch: Batch, signal?: AbortSignal): Promise<Outcome> {
  if (batch.contract === 'raw') return attempt({ token, query: RAW_INSERT, parts: [batch.lines], signal })
  try {
    return await sendTyped(token, batch, signal)
  } catch (error) {
    return { refused: error instanceof Error ? error.message : 'unknown' }
  }
}

async function sendTyped(token: string, { header, rows }: TypedBatch, signal?: AbortSignal): Promise<Outcome> {
  const columns = columnsOf(header)
  const parts = [header, rows]
  const outcome = await attempt({ token, query: insertTextOf(columns), parts, signal })
  if (typeof outcome === 'string' || !OTHER_COLUMNS.has(outcome.refused)) return outcome
  const stored = await listInsertableColumns({}).catch(() => undefined)
  if (stored === undefined) return 'away'
  const known = new Set(stored.map(({ name }) => name))
  // They may come with the store's next migration: it is asked again each time.
  const missing = new Set(columns.flatMap(({ name }) => (known.has(name) ? [] : [name])))
  sayMissing([...missing].join(', '))
  return attempt({ token, query: insertTextOf(columns, missing), parts, signal })
}

let saidMissing = ''
function sayMissing(missing: string): void {
  if (missing !== '' && missing !== saidMissing)
    log(`columns that the store does not have, and whose values are not stored: ${missing}`)
  saidMissing = missing
}

async function attempt({ token, query, parts, signal }: Attempt): Promise<Outcome> {
  try {
    const { stream } = await clickhouseFor('writer').exec({
      query,
      values: Readable.from(parts),
      // While an earlier try still runs in the store a second one is turned away instead of racing it.
      query_id: token,
      clickhouse_settings: onceByToken(token),
      ...(signal && { abort_signal: signal }),
    })
    stream.resume()
    await finished(stream)
    return 'taken'
  } catch (error) {
    if (failureOf(error, 'sendBatch') instanceof Unavailable) return 'away'
    if (!(error instanceof ClickHouseError)) return { refused: error instanceof Error ? error.name : 'unknown' }
    // Not the message: it may quote the rows.
    return NOT_NOW.has(error.type ?? '') ? 'away' : { refused: error.type ?? error.code }
  }
}
