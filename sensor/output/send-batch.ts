import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ClickHouseError } from '@clickhouse/client'
import { clickhouseFor } from '#db/clickhouse/client.ts'
import { failureOf } from '#db/clickhouse/failure.ts'
import { Unavailable } from '#db/model/errors.ts'

const STILL_RUNNING = 'QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING'

/**
 * `refused`: the store answers but does not want this; `away`: it does not answer, or not for now, so it may or
 * may not have the rows, and the same token must be sent again.
 */
export type Outcome = 'taken' | 'away' | { refused: string }

/** One batch of JSON lines into the raw table. */
export async function sendBatch(token: string, lines: Buffer, signal?: AbortSignal): Promise<Outcome> {
  try {
    const { stream } = await clickhouseFor('writer').exec({
      query: 'INSERT INTO ja4_logs.http_logs_raw (raw_json) FORMAT LineAsString',
      values: Readable.from([lines]),
      // While an earlier try still runs in the store a second one is turned away instead of racing it.
      query_id: token,
      clickhouse_settings: {
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
    return error.type === STILL_RUNNING ? 'away' : { refused: error.type ?? error.code }
  }
}
