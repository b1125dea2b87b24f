import type { NamedColumn } from './header.ts'

const NAME = /^\w+$/
/** `Enum8('raw' = 1)`, `Array(Tuple(String, String))`, `DateTime64(3, 'UTC')`, … */
const TYPE = /^\w+(?:\((?:[\w\s,=()]|'[\w\s/+-]*')*\))?$/

/**
 * Takes rows in whose header names these columns, by their names. The store turns each into its own type, and makes what is not
 * sent; columns of which it has none (`missing`) are read and let go. Throws when a header is none of ours.
 */
export function insertTextOf(columns: readonly NamedColumn[], missing: ReadonlySet<string> = new Set()): string {
  for (const { name, type } of columns)
    if (!NAME.test(name) || !TYPE.test(type)) throw new Error(`no column: ${name} ${type}`)
  const structure = columns.map(({ name, type }) => `${name} ${type}`).join(', ')
  const names = columns.flatMap(({ name }) => (missing.has(name) ? [] : [name])).join(', ')
  return `INSERT INTO ja4_logs.http_logs (${names}) SELECT ${names} FROM input('${structure.replaceAll("'", "\\'")}') FORMAT RowBinaryWithNamesAndTypes`
}
