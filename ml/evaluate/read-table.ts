import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { matrixOf, type Matrix } from '../train/matrix.ts'

/** A table's numeric columns. */
export interface Table {
  columns: string[]
  matrix: Matrix
  /** Columns left out because some cell is not a number. */
  left_out: string[]
  /** True where the label says anomaly; null when no label was asked for. */
  labels: boolean[] | null
}

const UNKNOWN = new Set(['', 'na', 'nan', 'null', 'none', '?', 'inf', '-inf'])
const ANOMALY = new Set(['1', '1.0', 'true', 'yes', 'o', 'outlier', 'anomaly', 'anomalous', 'attack', 'bot'])
const ORDINARY = new Set(['0', '0.0', '-1', 'false', 'no', 'n', 'i', 'inlier', 'normal', 'ordinary', 'benign', 'human'])

/** Reads a CSV file with a header line. Numeric columns are features; empty cells are gaps. Throws a sentence that names what is wrong. */
export function readTable(file: string, label_column?: string): Table {
  const [header, ...rows] = recordsOf(file)
  if (header === undefined || rows.length === 0) throw new Error(`${file}: a header line and rows are needed`)
  const names = header.map((name) => name.trim())
  const label_at = label_column === undefined ? -1 : names.indexOf(label_column)
  if (label_column !== undefined && label_at < 0) {
    throw new Error(`--label-column ${label_column}: ${file} has no such column, only ${names.join(', ')}`)
  }
  const labels = label_at < 0 ? null : rows.map((row, at) => labelOf(row[label_at] ?? '', file, at + 2))
  const others = names.flatMap((name, at) => (at === label_at ? [] : [{ name, at }]))
  const isNumeric = ({ at }: { at: number }): boolean => rows.every((row) => numberOf(row[at] ?? '') !== undefined)
  const numeric = others.filter(isNumeric)
  if (numeric.length === 0) throw new Error(`${file}: no column holds numbers alone`)
  const cells = rows.map((row) => numeric.map(({ at }) => numberOf(row[at] ?? '') ?? null))
  return {
    columns: numeric.map(({ name }) => name),
    matrix: matrixOf(cells, numeric.length),
    left_out: others.filter((column) => !numeric.includes(column)).map(({ name }) => name),
    labels,
  }
}

function recordsOf(file: string): string[][] {
  try {
    return parse(readFileSync(file), { bom: true, skip_empty_lines: true, trim: true })
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** `null` for a gap, undefined for what is no number. */
function numberOf(cell: string): number | null | undefined {
  if (UNKNOWN.has(cell.toLowerCase())) return null
  const number = Number(cell)
  return Number.isNaN(number) ? undefined : number
}

function labelOf(cell: string, file: string, line: number): boolean {
  const word = cell.replace(/^b?'(.*)'$/, '$1').toLowerCase()
  if (ANOMALY.has(word)) return true
  if (ORDINARY.has(word)) return false
  throw new Error(`${file}, line ${line}: the label "${cell.slice(0, 40)}" is neither 1 (anomaly) nor 0 (ordinary)`)
}
