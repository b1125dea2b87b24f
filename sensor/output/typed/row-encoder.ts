import type { Request } from '#db/model/request.ts'
import type { ByteWriter } from './byte-writer.ts'
import { CONNECTION_COLUMNS, REQUEST_COLUMNS } from './row-columns.ts'

/** Rows in ClickHouse's RowBinary, the columns of `ROW_COLUMNS` in their order. */
export class RowEncoder {
  /** What the rows of a connection repeat, written once; it goes when the connection's facts go. */
  readonly #repeated = new WeakMap<object, Uint8Array>()

  /** Rows with the same `connection` are alike in all `CONNECTION_COLUMNS`. */
  write(bytes: ByteWriter, row: Request, connection?: object): void {
    const known = connection && this.#repeated.get(connection)
    if (known) bytes.bytes(known)
    else {
      const from = bytes.length
      for (const column of CONNECTION_COLUMNS) column.write(bytes, row)
      if (connection) this.#repeated.set(connection, Uint8Array.from(bytes.view(from)))
    }
    for (const column of REQUEST_COLUMNS) column.write(bytes, row)
  }
}
