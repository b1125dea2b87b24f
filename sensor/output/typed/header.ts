import { ByteWriter } from './byte-writer.ts'

/** A column as a header names it. */
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
