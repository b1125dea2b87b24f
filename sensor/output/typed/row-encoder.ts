import type { Request } from '#db/model/request.ts'
import type { Repeated } from '../output.ts'
import type { ByteWriter } from './byte-writer.ts'
import { CONNECTION_COLUMNS, REQUEST_COLUMNS } from './row-columns.ts'

const SEEN_ONCE = new Uint8Array()

/**
 * A row in ClickHouse's RowBinary, the columns of `ROW_COLUMNS` in their order. What the rows of a connection repeat is kept
 * at the second of them: many connections have but one.
 */
export function encodeRow(bytes: ByteWriter, row: Request, connection?: Repeated): void {
  const known = connection?.encoded
  if (known !== undefined && known !== SEEN_ONCE) bytes.bytes(known)
  else {
    const from = bytes.length
    for (const column of CONNECTION_COLUMNS) column.write(bytes, row)
    if (connection) connection.encoded = known === undefined ? SEEN_ONCE : new Uint8Array(bytes.view(from))
  }
  for (const column of REQUEST_COLUMNS) column.write(bytes, row)
}
