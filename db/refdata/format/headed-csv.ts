import { parse } from 'csv-parse'
import { Readable } from 'node:stream'
import { z } from 'zod'
import { Refusal } from '../refusal.ts'

const Cells = z.array(z.string())

/** Lines of a CSV file as records by the names in its first line. */
export async function* readHeadedCsv(pieces: AsyncIterable<string>): AsyncGenerator<Record<string, string>> {
  let header: string[] | undefined
  const parser = parse({
    bom: true,
    comment: '#',
    comment_no_infix: true,
    relax_column_count: true,
    max_record_size: 65_536,
    skip_empty_lines: true,
  })
  const source = Readable.from(pieces)
  source.on('error', (error) => parser.destroy(error))
  try {
    for await (const cells of source.pipe(parser)) {
      const values = Cells.parse(cells)
      if (header === undefined) header = values.map((cell) => cell.trim().toLowerCase())
      else yield Object.fromEntries(header.map((column, index) => [column, values[index] ?? '']))
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code.startsWith('CSV_')) throw new Refusal(`it is not CSV: ${code}`, { cause: error })
    throw error
  } finally {
    source.destroy()
  }
}
