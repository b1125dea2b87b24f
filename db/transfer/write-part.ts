import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { clickhouseFor } from '../clickhouse/client.ts'
import { failureOf } from '../clickhouse/failure.ts'
import { onceByToken } from '../clickhouse/once-by-token.ts'
import type { TransferFormat } from './manifest.ts'

export interface Column {
  name: string
  type: string
}

const FORMATS = { parquet: 'Parquet', native: 'Native' } as const satisfies Record<TransferFormat, string>

/**
 * A part's rows into the typed table, all views following, each time shifted by whole hours. A repetition with the same
 * token changes nothing. `columns` are those of the file, with the types that this store gives them.
 */
export async function writePart(
  bytes: Readable,
  {
    token,
    columns,
    shift_hours,
    format,
  }: {
    token: string
    columns: readonly Column[]
    shift_hours: number
    format: TransferFormat
  },
): Promise<void> {
  // The store told these names itself: nothing of the file's own text becomes part of the query.
  const names = columns.map(({ name }) => name).join(', ')
  const structure = columns.map(({ name, type }) => `${name} ${type}`).join(', ')
  try {
    const { stream } = await clickhouseFor('writer').exec({
      query: `
        INSERT INTO ja4_logs.http_logs (${names}, contract)
        SELECT * REPLACE (time + toIntervalHour({shift_hours: Int32}) AS time), 'typed'
        FROM input({structure: String})
        FORMAT ${FORMATS[format]}`,
      query_params: { shift_hours, structure },
      values: format === 'native' ? bytes.pipe(createGunzip()) : bytes,
      // While an earlier try still runs in the store a second one is turned away instead of racing it.
      query_id: token,
      clickhouse_settings: onceByToken(token),
    })
    stream.resume()
    await finished(stream)
  } catch (error) {
    throw failureOf(error, 'import')
  }
}
