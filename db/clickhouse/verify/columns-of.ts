import { splitAtCommas } from '../statement.ts'

const COLUMN = /^`([^`]+)` (.+?)(?: (?:DEFAULT|ALIAS|MATERIALIZED|EPHEMERAL|CODEC|COMMENT|STATISTICS)\b.*)?$/

/** Names and types of the columns in a CREATE statement as the engine prints it. */
export function columnsOf(statement: string): Map<string, string> {
  const text = statement.replace(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')')
  const columns = new Map<string, string>()
  for (const part of splitAtCommas(firstBrackets(text))) {
    const [, name, type] = COLUMN.exec(part) ?? []
    if (name !== undefined && type !== undefined) columns.set(name, type)
  }
  return columns
}

function firstBrackets(text: string): string {
  let depth = 0
  let from = 0
  for (const { 0: piece, index } of text.matchAll(/'(?:[^'\\]|\\[^])*'|[()]/g)) {
    if (piece === '(' && depth++ === 0) from = index + 1
    if (piece === ')' && --depth === 0) return text.slice(from, index)
  }
  return ''
}
