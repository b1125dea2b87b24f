import type { z } from 'zod'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { nextLink } from './next-link.ts'

interface Asked<Key extends z.ZodObject> {
  /** What the cursor is good for: the list's name with its filter and sort. */
  binding: Record<string, unknown> & { list: string }
  /** The columns of a page's last row that the next page begins behind. */
  key: Key
  cursor: string | undefined
  limit: number
  url: URL
}

interface Page<Row> {
  rows: Row[]
  /** The cursor of the following page, null behind the last one. */
  next: string | null
  headers: Record<string, string>
}

/** One page of a list. `read` is asked for one row more than the page has: that one tells whether another page follows. */
export async function readPage<Key extends z.ZodObject, Row>(
  { binding, key, cursor, limit, url }: Asked<Key>,
  read: (after: Partial<z.output<Key>>, limit: number) => Promise<Row[]>,
  keyOf: (last: Row) => z.output<Key>,
): Promise<Page<Row>> {
  const found = await read(cursor === undefined ? {} : decodeCursor(binding, cursor, key), limit + 1)
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  const next = found.length <= limit || last === undefined ? null : encodeCursor(binding, keyOf(last))
  return { rows, next, headers: nextLink(url, next) }
}
