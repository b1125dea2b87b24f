import type { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { clickhouseFor } from '../clickhouse/client.ts'
import { failureOf } from '../clickhouse/failure.ts'
import type { ExportHead, TransferFormat } from './manifest.ts'

/** The rows of one hour whose address falls into one of equal slices. */
export interface Slice {
  hour: string
  /** From 0. */
  slice: number
  slices: number
}

const FORMATS = { parquet: 'Parquet', native: 'Native' } as const satisfies Record<TransferFormat, string>

// Without the columns that tell how and when a row came into this very store.
const SQL = `
  SELECT * EXCEPT (contract, ingest_time)
  FROM ja4_logs.http_logs
  WHERE toStartOfHour(time) = parseDateTimeBestEffort({hour: String}, 'UTC')
    AND ({since: Nullable(String)} IS NULL OR time >= parseDateTime64BestEffortOrNull({since: Nullable(String)}, 3, 'UTC'))
    AND time < parseDateTime64BestEffort({until: String}, 3, 'UTC')
    AND ({host: Nullable(String)} IS NULL OR host = {host: Nullable(String)})
    AND cityHash64(src_ip) % {slices: UInt32} = {slice: UInt32}
  ORDER BY toStartOfHour(time), src_ip, ja4, host, time
  FORMAT `

/** One part's rows as the bytes of its file, and how many they are. */
export async function readPart(
  { since, until, host, format }: Pick<ExportHead, 'since' | 'until' | 'host' | 'format'>,
  slice: Slice,
): Promise<{ bytes: Readable; rows: number }> {
  try {
    const { stream, summary } = await clickhouseFor('reader').exec({
      query: SQL + FORMATS[format],
      query_params: { since, until, host, ...slice },
      // The answer begins when all is read: it cannot break off, and its head tells the count.
      clickhouse_settings: { wait_end_of_query: 1 },
    })
    return {
      bytes: format === 'native' ? stream.pipe(createGzip()) : stream,
      rows: Number(summary?.result_rows ?? 0),
    }
  } catch (error) {
    throw failureOf(error, `export of ${slice.hour}`)
  }
}
