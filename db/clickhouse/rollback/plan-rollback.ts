import type { Migration } from '../migration-files.ts'
import { parseStatement, withoutComments, type Statement } from '../statement.ts'
import { COMMAND, SchemaHistory } from './schema-history.ts'

/** One statement of a way back. */
export interface Step {
  /** Empty when a person must decide. */
  statement: string
  /** What it costs, or what must be done by hand; empty when nothing. */
  note: string
  /** The table whose rows it takes away; undefined: none. */
  drops?: string
  /** What would fill the table of the view that it makes from the rows that are there. */
  refill?: { table: string; statement: string }
}

const VIEW = /^CREATE (?:OR REPLACE )?VIEW (?:IF NOT EXISTS )?([\w.]+)/
const FUNCTION = /^CREATE OR REPLACE FUNCTION (\w+)/
const DROPPED = /^DROP (?:VIEW|FUNCTION) IF EXISTS ([\w.]+)/

/** The steps, in order, that would take a store from all of these migrations back to `target`, the last one to keep. */
export function planRollback(migrations: Migration[], target: string): Step[] {
  const history = new SchemaHistory()
  const undoing: Step[][] = []
  for (const { name, statements } of migrations) {
    for (const text of statements.map(withoutComments)) {
      const statement = parseStatement(text)
      if (name > target) undoing.push(undo(statement, text, history))
      history.apply(statement, text)
    }
  }
  return ordered(undoing.reverse().flat(), history)
}

/**
 * A view takes functions in as they are when it is made, and is checked against its tables: functions come back first,
 * plain views last, each once, with their last text, inner ones before outer ones.
 */
function ordered(steps: Step[], history: SchemaHistory): Step[] {
  const last = (form: RegExp) => {
    const found = new Map<string, Step>()
    for (const step of steps) {
      const name = form.exec(step.statement)?.[1]
      if (name !== undefined) found.set(name, step)
      // What was made after the target and replaced later comes to nothing.
      const dropped = DROPPED.exec(step.statement)?.[1]
      if (dropped !== undefined) found.delete(dropped)
    }
    return [...found].sort(([a], [b]) => history.madeAs(a) - history.madeAs(b)).map(([, step]) => step)
  }
  const others = steps.filter(({ statement }) => !VIEW.test(statement) && !FUNCTION.test(statement))
  return [...last(FUNCTION), ...others, ...last(VIEW)]
}

function undo(statement: Statement, text: string, history: SchemaHistory): Step[] {
  switch (statement.kind) {
    case 'create':
      return undoCreate(statement, text, history)
    case 'drop': {
      const known = history.known(statement.name)
      if (!known) return []
      const note = statement.object === 'table' ? 'its rows are gone already' : ''
      return [{ statement: known.text, note, ...refillOf(known, history) }]
    }
    case 'alter':
      return statement.commands
        .map((command) => undoCommand(statement.name, command, history))
        .reverse()
        .flat()
    case 'write':
      return []
  }
}

/** By name: a view fills its table so, an INSERT goes by place. */
function refillOf({ text, query }: { text: string; query: string }, history: SchemaHistory): Pick<Step, 'refill'> {
  const table = /^CREATE MATERIALIZED VIEW (?:IF NOT EXISTS )?[\w.]+ TO ([\w.]+)/.exec(text)?.[1]
  const filled = table === undefined ? undefined : history.known(table)
  if (table === undefined || filled === undefined) return {}
  const columns = [...filled.columns.keys()].join(', ')
  return { refill: { table, statement: `INSERT INTO ${table} (${columns})\nSELECT ${columns} FROM (\n${query}\n)` } }
}

function undoCreate(
  { object, name }: Extract<Statement, { kind: 'create' }>,
  text: string,
  history: SchemaHistory,
): Step[] {
  const known = history.known(name)
  if (known && /\bIF NOT EXISTS\b/.test(text.slice(0, 80))) return []
  if (known && object === 'table') {
    const columns = [...known.columns].filter(([, definition]) => !/\b(?:ALIAS|MATERIALIZED)\b/.test(definition))
    const kept = columns.map(([column]) => column).join(', ')
    return [{ statement: `${replacing(known.text)} AS SELECT ${kept} FROM ${name}`, note: `keeps ${kept}` }]
  }
  if (known) return [{ statement: replacing(known.text), note: '' }]
  const dropped = `DROP ${object === 'materialized view' ? 'VIEW' : object.toUpperCase()} IF EXISTS ${name}`
  return [
    object === 'table'
      ? { statement: dropped, note: 'loses all of its rows', drops: name }
      : { statement: dropped, note: '' },
  ]
}

function replacing(text: string): string {
  return text
    .replace(/^CREATE\s+(?:OR\s+REPLACE\s+)?/, 'CREATE OR REPLACE ')
    .replace(/\bIF NOT EXISTS\s+/, '')
    .replace(/^(CREATE OR REPLACE TABLE [^]*?)\s+AS\s+SELECT\b[^]*$/, '$1')
}

function undoCommand(table: string, command: string, history: SchemaHistory): Step[] {
  const known = history.known(table)
  const alter = (undone: string, note = ''): Step[] => [{ statement: `ALTER TABLE ${table} ${undone}`, note }]
  if (command.startsWith('MODIFY QUERY') && known) return alter(`MODIFY QUERY ${known.query}`)
  if (command.startsWith('MODIFY SETTING'))
    return undoSettings(command, known?.text ?? '').flatMap((undone) => alter(undone))
  // Rows of what an ADD before it made: they go with it.
  if (command.startsWith('MATERIALIZE ')) return []
  if (command.startsWith('MODIFY TTL')) {
    const earlier = /\bTTL\s+(.+?)(?=\s+SETTINGS|$)/m.exec(known?.text ?? '')?.[1]
    return alter(earlier === undefined ? 'REMOVE TTL' : `MODIFY TTL ${earlier}`)
  }
  if (command.startsWith('MODIFY ORDER BY')) {
    const earlier = /\bORDER BY\s+(\([^)]*\)|\w+)/.exec(known?.text ?? '')?.[1]
    return earlier === undefined ? byHand(table, command) : alter(`MODIFY ORDER BY ${earlier}`)
  }
  const [, verb = '', kind = '', name = ''] = COMMAND.exec(command) ?? []
  if (verb === '') return byHand(table, command)
  const earlier = kind === 'COLUMN' ? known?.columns.get(name) : known?.parts.get(`${kind} ${name}`)
  if (verb === 'ADD') {
    if (earlier !== undefined) return []
    return alter(`DROP ${kind} IF EXISTS ${name}`, kind === 'COLUMN' ? `loses the values of ${name}` : '')
  }
  if (earlier === undefined) return verb === 'DROP' ? [] : byHand(table, command)
  if (kind !== 'COLUMN') return alter(`ADD ${earlier}`)
  if (verb === 'MODIFY') {
    const isPlain = !/\b(?:DEFAULT|ALIAS|MATERIALIZED)\b/.test(earlier) && /\bDEFAULT\b/.test(command)
    return [
      ...alter(`MODIFY COLUMN ${earlier}`, 'values that do not fit the earlier type are lost'),
      ...(isPlain ? alter(`MODIFY COLUMN ${name} REMOVE DEFAULT`) : []),
    ]
  }
  return alter(`ADD COLUMN IF NOT EXISTS ${earlier}`, 'its values are gone already')
}

function undoSettings(command: string, created: string): string[] {
  return [...command.matchAll(/\b(\w+) = /g)].map(([, name = '']) => {
    const earlier = new RegExp(`\\b${name} = (\\w+)`).exec(created)?.[1]
    return earlier === undefined ? `RESET SETTING ${name}` : `MODIFY SETTING ${name} = ${earlier}`
  })
}

function byHand(table: string, command: string): Step[] {
  return [{ statement: '', note: `by hand: undo "${command.slice(0, 100)}" on ${table}` }]
}
