import { splitAtCommas, type Statement } from '../statement.ts'

interface Known {
  /** The statement that made it, as a person would run it again. */
  text: string
  /** By name, as they follow ADD COLUMN. */
  columns: Map<string, string>
  /** Indexes, constraints and projections by `KIND name`, as they follow ADD. */
  parts: Map<string, string>
  /** What a materialized view asks, from its SELECT or WITH on. */
  query: string
}

/** The schema as the statements up to some point describe it. */
export class SchemaHistory {
  readonly #objects = new Map<string, Known>()
  readonly #order: string[] = []

  known(name: string): Known | undefined {
    return this.#objects.get(name)
  }

  /** How many objects were made before this one was made first. */
  madeAs(name: string): number {
    return this.#order.indexOf(name)
  }

  apply(statement: Statement, text: string): void {
    if (!this.#order.includes(statement.name)) this.#order.push(statement.name)
    switch (statement.kind) {
      case 'create':
        if (!/\bIF NOT EXISTS\b/.test(text.slice(0, 80)) || !this.#objects.has(statement.name)) {
          this.#objects.set(statement.name, knownOf(statement, text))
        }
        return
      case 'drop':
        this.#objects.delete(statement.name)
        return
      case 'alter': {
        const known = this.#objects.get(statement.name)
        for (const command of known ? statement.commands : []) if (known) applyCommand(known, command)
        return
      }
      case 'write':
    }
  }
}

function knownOf({ object, body }: Extract<Statement, { kind: 'create' }>, text: string): Known {
  const columns = new Map<string, string>()
  const parts = new Map<string, string>()
  if (object === 'table') {
    for (const part of splitAtCommas(bracketed(body))) {
      const [, kind, name] = /^(INDEX|CONSTRAINT|PROJECTION)\s+(\w+)/.exec(part) ?? []
      if (kind !== undefined && name !== undefined) parts.set(`${kind} ${name}`, part)
      else columns.set(/^`?(\w+)/.exec(part)?.[1] ?? '', part)
    }
  }
  const query = object === 'materialized view' ? body.replace(/^[^]*?\bAS\s+(?=SELECT|WITH)/, '') : ''
  return { text, columns, parts, query }
}

function applyCommand(known: Known, command: string): void {
  const [, verb = '', kind = '', name = '', rest = ''] = COMMAND.exec(command) ?? []
  if (command.startsWith('MODIFY QUERY')) known.query = command.slice('MODIFY QUERY'.length).trim()
  else if (kind === 'COLUMN' && verb === 'DROP') known.columns.delete(name)
  else if (kind === 'COLUMN') {
    if (verb === 'MODIFY' || !known.columns.has(name)) known.columns.set(name, `${name} ${withoutPlace(rest)}`)
  } else if (verb === 'ADD') known.parts.set(`${kind} ${name}`, `${kind} ${name} ${rest}`)
  else if (verb === 'DROP') known.parts.delete(`${kind} ${name}`)
}

/** verb, kind, name, and what follows, of ADD, DROP and MODIFY. */
export const COMMAND =
  /^(ADD|DROP|MODIFY)\s+(COLUMN|INDEX|CONSTRAINT|PROJECTION)\s+(?:IF (?:NOT )?EXISTS\s+)?`?(\w+)`?\s*([^]*)$/

function withoutPlace(definition: string): string {
  return definition.replace(/\s+(?:AFTER\s+\w+|FIRST)$/, '').trim()
}

function bracketed(body: string): string {
  let depth = 0
  for (const { 0: piece, index } of body.matchAll(/'(?:[^'\\]|\\[^])*'|`[^`]*`|[()]/g)) {
    if (piece === '(') depth++
    if (piece === ')' && --depth === 0) return body.slice(body.indexOf('(') + 1, index)
  }
  return ''
}
