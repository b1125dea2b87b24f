import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ClickHouseError } from '@clickhouse/client'
import { clickhouseFor } from '#db/clickhouse/client.ts'
import { failureOf } from '#db/clickhouse/failure.ts'
import { listInsertableColumns } from '#db/clickhouse/requests/list-insertable-columns.ts'
import { Unavailable } from '#db/model/errors.ts'
import { log } from '../service-log.ts'
import type { Batch, TypedBatch } from './batch.ts'
import { fitHeader } from './typed/header.ts'

/** An earlier try still runs, or the tables are being rebuilt and take nothing until that is done. */
const NOT_NOW = new Set(['QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING', 'VIOLATED_CONSTRAINT'])
/** A header that names a column or a type that the table does not have. */
const OTHER_COLUMNS = 'INCORRECT_DATA'

const INSERTS = {
  raw: 'INSERT INTO ja4_logs.http_logs_raw (raw_json) FORMAT LineAsString',
  typed: 'INSERT INTO ja4_logs.http_logs FORMAT RowBinaryWithNamesAndTypes',
} as const

/**
 * `refused`: the store answers but does not want this; `away`: it does not answer, or not for now, so it may or
 * may not have the rows, and the same token must be sent again.
 */
export type Outcome = 'taken' | 'away' | { refused: string }

interface Fit {
  header: Buffer
  /** Columns that the store does not have: it is told to skip them. */
  missing: readonly string[]
}
/** Headers with the types that the store has, by how they were written; asked for when it refuses one. */
const fitted = new Map<string, Fit>()
let saidMissing = ''

/** One batch: typed rows into the table itself, lines of JSON into the raw one. */
export async function sendBatch(token: string, batch: Batch, signal?: AbortSignal): Promise<Outcome> {
  if (batch.contract === 'raw') return tryBatch(token, 'raw', [batch.lines], {}, signal)
  const outcome = await tryTyped(token, batch, fitted.get(keyOf(batch)), signal)
  if (typeof outcome === 'string' || outcome.refused !== OTHER_COLUMNS) return outcome
  const stored = await listInsertableColumns({}).catch(() => undefined)
  if (stored === undefined) return 'away'
  const fit = fitHeader(batch.header, stored)
  // A column that is missing may come with the store's next migration: it is asked again each time.
  if (fit.missing.length === 0) fitted.set(keyOf(batch), fit)
  sayMissing(fit.missing.join(', '))
  return tryTyped(token, batch, fit, signal)
}

const keyOf = (batch: TypedBatch): string => batch.header.toString('latin1')

function sayMissing(missing: string): void {
  if (missing !== '' && missing !== saidMissing)
    log(`columns that the store does not have, and whose values are not stored: ${missing}`)
  saidMissing = missing
}

function tryTyped(
  token: string,
  batch: TypedBatch,
  fit: Fit | undefined,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const { header, missing } = fit ?? { header: batch.header, missing: [] }
  const skipping = missing.length > 0 ? { input_format_skip_unknown_fields: 1 as const } : {}
  return tryBatch(token, 'typed', [header, batch.rows], skipping, signal)
}

async function tryBatch(
  token: string,
  contract: Batch['contract'],
  parts: Buffer[],
  settings: { input_format_skip_unknown_fields?: 1 },
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  try {
    const { stream } = await clickhouseFor('writer').exec({
      query: INSERTS[contract],
      values: Readable.from(parts),
      // While an earlier try still runs in the store a second one is turned away instead of racing it.
      query_id: token,
      clickhouse_settings: {
        ...settings,
        async_insert: 0,
        insert_deduplication_token: token,
        deduplicate_blocks_in_dependent_materialized_views: 1,
        // The status comes after the last part is written: an answer that begins well cannot end badly.
        wait_end_of_query: 1,
      },
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
