import { Readable } from 'node:stream'
import { clickhouseFor } from '#db/clickhouse/client.ts'
import { failureOf } from '#db/clickhouse/failure.ts'
import { Unavailable } from '#db/model/errors.ts'

/**
 * One batch of JSON lines into the raw table. `refused`: the store answers but does not want this;
 * `away`: it does not answer, so it may or may not have the rows, and the same token must be sent again.
 */
export async function sendBatch(
  token: string,
  lines: Buffer,
  signal?: AbortSignal,
): Promise<'taken' | 'refused' | 'away'> {
  try {
    const { stream } = await clickhouseFor('writer').exec({
      query: 'INSERT INTO ja4_logs.http_logs_raw (raw_json) FORMAT LineAsString',
      values: Readable.from([lines]),
      clickhouse_settings: {
        async_insert: 0,
        insert_deduplication_token: token,
        deduplicate_blocks_in_dependent_materialized_views: 1,
      },
      ...(signal && { abort_signal: signal }),
    })
    stream.resume()
    return 'taken'
  } catch (error) {
    return failureOf(error, 'sendBatch') instanceof Unavailable ? 'away' : 'refused'
  }
}
