import { z } from 'zod'
import { readApplied } from '../clickhouse/applied-migrations.ts'
import { clickhouseFor } from '../clickhouse/client.ts'
import { executedStatements } from '../clickhouse/execute-statement.ts'
import { readMigrations, type Migration } from '../clickhouse/migration-files.ts'
import { planRollback, type Step } from '../clickhouse/rollback/plan-rollback.ts'
import { config } from '../config.ts'
import { requireStore } from './require-store.ts'

const Rows = z.array(z.object({ name: z.string(), rows: z.coerce.number().nullable() }))

/** Prints what would take the store back; whoever wants it runs it, after stopping all writers and making a backup. */
export async function rollbackPlanCommand(words: string[]): Promise<number> {
  const migrations = readMigrations()
  const [wanted] = words
  const target = migrations.find(({ name }) => name === wanted || name.startsWith(`${wanted}_`))?.name
  if (target === undefined || words.length > 1) {
    console.error(explain(words, migrations))
    return 2
  }
  await requireStore()
  const applied = await readApplied(clickhouseFor('migrator'))
  const undone = migrations.filter(({ name }) => name > target && applied.has(name))
  const strangers = [...applied.keys()].filter((name) => !migrations.some((known) => known.name === name))
  console.log(
    `-- From ${undone.at(-1)?.name ?? target} back to ${target}. Nothing was done: stop all writers, back up, then run this yourself.`,
  )
  for (const name of strangers) console.log(`-- ${name} is of a newer Vigie: ask its rollback-plan first.`)
  if (undone.length === 0) return 0
  const rows = await countRows()
  const done = migrations.filter(({ name }) => applied.has(name))
  const steps = planRollback(done, target)
  for (const step of steps) print(step, rows)
  const names = undone.map(({ name }) => `'${name}'`).join(', ')
  console.log(`ALTER TABLE ja4_processing.schema_migrations DELETE WHERE name IN (${names});`)
  for (const step of steps) printRefill(step, steps)
  return 0
}

/** A table that comes back comes back empty, and its view sees new rows only. */
function printRefill({ refill }: Step, steps: readonly Step[]): void {
  const isMade = ({ statement }: Step) =>
    /^CREATE TABLE (?:IF NOT EXISTS )?([\w.]+)/.exec(statement)?.[1] === refill?.table
  if (refill === undefined || !steps.some(isMade)) return
  console.log(
    `-- ${refill.table} comes back empty. With the writers still stopped this fills it, once, from the rows that are kept`,
  )
  console.log('-- (where memory does not suffice: once for each day, with a condition on time):')
  console.log(`${refill.statement};`.replace(/^/gm, '-- '))
}

function explain(words: string[], migrations: Migration[]): string {
  const [wanted] = words
  const [first = '', last = ''] = [migrations[0], migrations.at(-1)].map((migration) => migration?.name.slice(0, 4))
  const usage = `usage: npm run -s db -- rollback-plan <migration to keep as the last one, ${first} to ${last}>`
  if (wanted === undefined) return usage
  if (words.length > 1) return `One migration, please: "${words.slice(1).join(' ')}" is not understood.\n${usage}`
  const padded = /^\d{1,3}$/.test(wanted) ? wanted.padStart(4, '0') : ''
  const meant = migrations.some(({ name }) => name.startsWith(`${padded}_`)) ? `; four digits: ${padded}` : ''
  return `There is no migration ${wanted}${meant}.\n${usage}`
}

function print({ statement, note, drops }: Step, rows: Map<string, number | null>): void {
  const count = drops === undefined ? undefined : rows.get(drops)
  const lost = count === undefined || count === null ? '' : ` (${count} now)`
  if (note !== '') console.log(`-- ${note}${lost}`)
  if (statement === '') return
  for (const text of executedStatements(statement, config.clickhouse.cluster)) console.log(`${text};`)
}

async function countRows(): Promise<Map<string, number | null>> {
  const answer = await clickhouseFor('migrator').query({
    query: `SELECT concat(database, '.', name) AS name, total_rows AS rows FROM system.tables
      WHERE database IN ('ja4_logs', 'ja4_processing')`,
    format: 'JSONEachRow',
  })
  return new Map(Rows.parse(await answer.json()).map((row) => [row.name, row.rows]))
}
