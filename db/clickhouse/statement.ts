/** What a statement of a migration does, as far as the runner must know it. `name` is `database.object`, or a function's or database's name. */
export type Statement =
  | { kind: 'create'; object: ObjectKind; name: string; body: string }
  | { kind: 'drop'; object: ObjectKind; name: string }
  | { kind: 'alter'; name: string; commands: string[] }
  | { kind: 'write'; name: string }

type ObjectKind = 'database' | 'table' | 'view' | 'materialized view' | 'dictionary' | 'function'

/** The forms that migrations may use; another one needs thought here first (cluster, rollback plan). */
const CREATE =
  /^CREATE\s+(?:OR\s+REPLACE\s+)?(DATABASE|TABLE|VIEW|MATERIALIZED\s+VIEW|DICTIONARY|FUNCTION)\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w.]+)\s*([^]*)$/
const DROP =
  /^DROP\s+(DATABASE|TABLE|VIEW|MATERIALIZED\s+VIEW|DICTIONARY|FUNCTION)\s+(?:IF\s+EXISTS\s+)?([\w.]+)(?:\s+SYNC)?$/
const ALTER = /^ALTER\s+TABLE\s+([\w.]+)\s+([^]*)$/
const WRITE =
  /^(?:INSERT\s+INTO|TRUNCATE\s+TABLE(?:\s+IF\s+EXISTS)?|SYSTEM\s+RELOAD\s+DICTIONARY|OPTIMIZE\s+TABLE)\s+([\w.]+)/
const OBJECTS: ObjectKind[] = ['database', 'table', 'view', 'materialized view', 'dictionary', 'function']

/** Throws when the form is not one of those that the runner understands. */
export function parseStatement(text: string): Statement {
  const bare = withoutComments(text)
  const created = CREATE.exec(bare)
  if (created) return { kind: 'create', object: objectOf(created[1]), name: created[2] ?? '', body: created[3] ?? '' }
  const dropped = DROP.exec(bare)
  if (dropped) return { kind: 'drop', object: objectOf(dropped[1]), name: dropped[2] ?? '' }
  const altered = ALTER.exec(bare)
  if (altered) return { kind: 'alter', name: altered[1] ?? '', commands: splitCommands(altered[2] ?? '') }
  const written = WRITE.exec(bare)
  if (written) return { kind: 'write', name: written[1] ?? '' }
  throw new Error(`This form of statement is not known to the migration runner: ${bare.slice(0, 80)}`)
}

function objectOf(words: string | undefined): ObjectKind {
  const named = words?.toLowerCase().replace(/\s+/g, ' ')
  const found = OBJECTS.find((object) => object === named)
  if (!found) throw new Error(`unknown kind of object: ${words}`)
  return found
}

/** The text without `--` comments; quotes are respected. */
export function withoutComments(text: string): string {
  return text
    .replace(/'(?:[^'\\]|\\[^])*'|`[^`]*`|--[^\n]*/g, (piece) => (piece.startsWith('--') ? '' : piece))
    .replace(/[ \t]+$/gm, '')
    .trim()
}

/** The parts between commas that stand in no brackets and quotes. */
export function splitAtCommas(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (const { 0: piece, index } of text.matchAll(/'(?:[^'\\]|\\[^])*'|`[^`]*`|[()[\],]/g)) {
    if (piece === '(' || piece === '[') depth++
    else if (piece === ')' || piece === ']') depth--
    else if (piece === ',' && depth === 0) {
      parts.push(text.slice(from, index).trim())
      from = index + 1
    }
  }
  return [...parts, text.slice(from).trim()]
}

/** The commands of one ALTER. MODIFY QUERY takes all that follows; a part that begins no command continues the one before. */
function splitCommands(text: string): string[] {
  if (/^MODIFY\s+QUERY\b/.test(text)) return [text]
  const commands: string[] = []
  for (const part of splitAtCommas(text)) {
    const last = commands.at(-1)
    if (last !== undefined && !/^(ADD|DROP|MODIFY|RENAME|MATERIALIZE|CLEAR|COMMENT|RESET|UPDATE|DELETE)\s/.test(part)) {
      commands[commands.length - 1] = `${last}, ${part}`
    } else commands.push(part)
  }
  return commands
}
