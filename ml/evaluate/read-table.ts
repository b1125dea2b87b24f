import type { Matrix } from '../train/matrix.ts'
import { type CsvRecord, csvRecords } from './csv-records.ts'
import { anomaliesOf } from './label.ts'

/** A table's numeric columns. */
export interface Table {
  columns: string[]
  matrix: Matrix
  /** Columns left out because some cell is not a number. */
  left_out: string[]
  /** True where the label says anomaly; null when no label was asked for. */
  labels: boolean[] | null
}

const UNKNOWN = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '?', '-', 'inf', '-inf', '+inf'])

/**
 * Reads a CSV file with a header line. Numeric columns are features but the one of the labels, which are understood unless
 * `reads_labels` is false; empty cells are gaps. Throws a sentence that names what is wrong.
 */
export function readTable(file: string, label_column?: string, reads_labels = label_column !== undefined): Table {
  const records = csvRecords(file)
  const header = records.next()
  if (header.done === true) throw new Error(`${file}: a header line and rows are needed`)
  const names = header.value.cells
  const label_at = label_column === undefined ? -1 : placeOf(label_column, names, file)
  const { values, rows, numeric, labels, lines } = readCells(records, names.length, label_at)
  if (rows === 0) throw new Error(`${file}: a header line and rows are needed`)
  const places = names.map((_, at) => at).filter((at) => at !== label_at)
  const kept = places.filter((at) => numeric[at] === 1)
  if (kept.length === 0) throw new Error(`${file}: no column holds numbers alone`)
  return {
    columns: kept.map((at) => names[at] ?? ''),
    matrix: pickColumns({ rows, columns: names.length, values }, kept),
    left_out: places.filter((at) => numeric[at] === 0).map((at) => names[at] ?? ''),
    labels: label_at < 0 || !reads_labels ? null : anomaliesOf(labels, (row) => `${file}, line ${lines[row] ?? 0}`),
  }
}

function placeOf(label_column: string, names: readonly string[], file: string): number {
  const exact = names.indexOf(label_column)
  const place = exact >= 0 ? exact : names.findIndex((name) => name.toLowerCase() === label_column.trim().toLowerCase())
  if (place >= 0) return place
  const listed = names.slice(0, 20).join(', ') + (names.length > 20 ? `, … (${names.length})` : '')
  throw new Error(`--label-column ${label_column}: ${file} has no such column, only ${listed}`)
}

/** All cells as numbers, and which columns hold nothing else (1). */
function readCells(records: Iterable<CsvRecord>, columns: number, label_at: number) {
  const numeric = new Uint8Array(columns).fill(1)
  const labels: string[] = []
  const lines: number[] = []
  let values = new Float32Array(1024 * columns)
  let rows = 0
  for (const { cells, line } of records) {
    if ((rows + 1) * columns > values.length) {
      const larger = new Float32Array(values.length * 2)
      larger.set(values)
      values = larger
    }
    cells.forEach((cell, at) => {
      if (at === label_at || numeric[at] === 0) return
      const number = numberOf(cell)
      if (number === undefined) numeric[at] = 0
      else values[rows * columns + at] = number
    })
    if (label_at >= 0) labels.push(cells[label_at] ?? '')
    lines.push(line)
    rows++
  }
  return { values, rows, numeric, labels, lines }
}

/** NaN for a gap or what 32 bits cannot hold, undefined for what is no number. */
function numberOf(cell: string): number | undefined {
  const number = cell === '' ? NaN : Math.fround(Number(cell))
  if (Number.isFinite(number)) return number
  return UNKNOWN.has(cell.toLowerCase()) || !Number.isNaN(number) ? NaN : undefined
}

function pickColumns({ rows, columns, values }: Matrix, kept: readonly number[]): Matrix {
  const picked = new Float32Array(rows * kept.length)
  for (let row = 0; row < rows; row++) {
    kept.forEach((column, at) => (picked[row * kept.length + at] = values[row * columns + column] ?? NaN))
  }
  return { rows, columns: kept.length, values: picked }
}
