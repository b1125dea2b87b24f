import type { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { ClickHouseError } from '@clickhouse/client'
import { clickhouseFor } from '../clickhouse/client.ts'
import { failureOf } from '../clickhouse/failure.ts'
import type { ExportHead, TransferFormat } from './manifest.ts'
import { Refused } from './refused.ts'

/** The rows of one hour whose address, or address and second, falls into one of equal slices. */
export interface Slice {
  hour: string
  /** From 0. */
  slice: number
  slices: number
  /** The address for whose sake seconds divide the hour too; null: addresses alone do. */
  heaviest: string | null
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
    AND if({by_second: Bool}, cityHash64(src_ip, toUnixTimestamp(time)), cityHash64(src_ip)) % {slices: UInt32} = {slice: UInt32}
  ORDER BY toStartOfHour(time), src_ip, ja4, host, time
  FORMAT `

/** One part's rows as the bytes of its file, and how many they are. */
export async function readPart(
  { since, until, host, format }: Pick<ExportHead, 'since' | 'until' | 'host' | 'format'>,
  { hour, slice, slices, heaviest }: Slice,
): Promise<{ bytes: Readable; rows: number }> {
  try {
    const { stream, summary } = await clickhouseFor('reader').exec({
      query: SQL + FORMATS[format],
      query_params: { since, until, host, hour, slice, slices, by_second: heaviest !== null },
      // The answer begins when all is read: it cannot break off, and its head tells the count.
      clickhouse_settings: { wait_end_of_query: 1 },
    })
    return {
      bytes: format === 'native' ? stream.pipe(createGzip()) : stream,
      rows: Number(summary?.result_rows ?? 0),
    }
  } catch (error) {
    const what = `export of ${hour}, part ${slice + 1} of ${slices}`
    const whose = heaviest === null ? '' : `, most of it from ${heaviest}`
    if (error instanceof ClickHouseError && error.type === 'TOO_MANY_ROWS_OR_BYTES') {
      throw new Refused(`${what}${whose}: more than the store answers at once (${error.message.split('\n', 1)[0]}).`)
    }
    throw failureOf(error, `${what}${whose}`)
  }
}
