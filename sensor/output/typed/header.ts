import { ByteWriter } from './byte-writer.ts'

/** A column as a header and the store's table name it. */
export interface NamedColumn {
  name: string
  type: string
}

/** What stands before the rows in RowBinaryWithNamesAndTypes: how many columns, their names, their types. */
export function headerOf(columns: readonly NamedColumn[]): Buffer {
  const bytes = new ByteWriter()
  bytes.count(columns.length)
  for (const { name } of columns) bytes.text(name)
  for (const { type } of columns) bytes.text(type)
  return bytes.view()
}

/** The columns that a header of `headerOf` names. */
export function columnsOf(header: Buffer): NamedColumn[] {
  let at = 0
  const count = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = header.readUInt8(at++)
      value += (byte & 127) << shift
      if (byte < 128) return value
    }
  }
  const text = (): string => {
    const length = count()
    at += length
    return header.toString('utf8', at - length, at)
  }
  const texts = (length: number): string[] => Array.from({ length }, text)
  const length = count()
  const names = texts(length)
  const types = texts(length)
  return names.map((name, place) => ({ name, type: types[place] ?? '' }))
}

/**
 * The header with the types that the store has, where these are the same bytes: rows written before a column became LowCardinality
 * stay readable. What the store has no column for is `missing`; it can be told to skip that.
 */
export function fitHeader(header: Buffer, stored: readonly NamedColumn[]): { header: Buffer; missing: string[] } {
  const typeOf = new Map(stored.map(({ name, type }) => [name, type]))
  const columns = columnsOf(header)
  const fitted = columns.map(({ name, type }) => {
    const wanted = typeOf.get(name) ?? type
    return { name, type: haveSameBytes(type, wanted) ? wanted : type }
  })
  return { header: headerOf(fitted), missing: columns.map(({ name }) => name).filter((name) => !typeOf.has(name)) }
}

function haveSameBytes(written: string, stored: string): boolean {
  if (written.startsWith('Enum8(')) return stored.startsWith(written.slice(0, -1))
  return plainType(written) === plainType(stored)
}

/** How the store keeps texts, and in which zone it shows times, does not matter to their bytes. */
function plainType(type: string): string {
  return type.replace(/LowCardinality\((\w+)\)/g, '$1').replace(/^(DateTime(?:64\(\d)?)(?:, |\()'[^']*'\)$/, '$1)')
}
