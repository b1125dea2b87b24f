import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { fileFailure } from '../file-failure.ts'

export interface CsvRecord {
  cells: string[]
  /** Line of the file, 1 is the first. */
  line: number
}

const DELIMITERS = [',', ';', '\t'] as const

/** The lines of a CSV file that are not empty, header first; throws a sentence that names file and line. All have as many cells as the first. */
export function* csvRecords(file: string): Generator<CsvRecord> {
  const text = textOf(file)
  const delimiter = delimiterOf(text)
  let width = 0
  for (const record of text.includes('"') ? quotedRecords(file, text, delimiter) : plainRecords(text, delimiter)) {
    width ||= record.cells.length
    if (record.cells.length !== width) {
      throw new Error(`${file}, line ${record.line}: ${record.cells.length} cells, but the header has ${width}`)
    }
    yield record
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    throw fileFailure(file, error)
  }
}

/** The one that the first line has most of. */
function delimiterOf(text: string): string {
  const first = text.trimStart().split('\n', 1)[0] ?? ''
  const count = (delimiter: string): number => first.split(delimiter).length
  return DELIMITERS.reduce<string>((best, each) => (count(each) > count(best) ? each : best), ',')
}

/** Without quotes a line is a record: ten times faster, and tables are long. */
function* plainRecords(text: string, delimiter: string): Generator<CsvRecord> {
  let line = 0
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from)
    const record = text.slice(from, end < 0 ? text.length : end).trimEnd()
    from = end < 0 ? text.length : end + 1
    line++
    if (record.trim() !== '') yield { cells: record.split(delimiter).map((cell) => cell.trim()), line }
  }
}

function quotedRecords(file: string, text: string, delimiter: string): CsvRecord[] {
  const records: CsvRecord[] = []
  const onRecord = (cells: string[], { lines }: { lines: number }): null => {
    records.push({ cells, line: lines })
    return null
  }
  try {
    parse(text, { delimiter, skip_empty_lines: true, trim: true, relax_column_count: true, onRecord })
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  return records
}
