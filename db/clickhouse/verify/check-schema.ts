import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { config } from '#db/config.ts'
import { describeSchema } from '../describe-schema.ts'
import { splitStatements } from '../migration-files.ts'
import { withoutComments } from '../statement.ts'
import { columnsOf } from './columns-of.ts'
import type { Finding } from './finding.ts'

const EXPECTED = join(import.meta.dirname, '..', 'schema.sql')
const REMEDY =
  'npm run db -- migrate; if that changes nothing, somebody altered it by hand: compare with db/clickhouse/schema.sql'

/** Compares every object of the store with what the migrations make. */
export async function checkSchema(): Promise<Finding[]> {
  const expected = readExpected()
  const found = await describeSchema()
  const findings: Finding[] = []
  for (const [name, statement] of expected) {
    for (const [place, differences] of compare(name, statement, found)) {
      for (const difference of differences) findings.push({ ok: false, what: place, found: difference, remedy: REMEDY })
    }
  }
  const strange = [...found.keys()].filter((name) => !expected.has(name.replace(/_local$/, '')))
  if (strange.length > 0) {
    findings.push({
      ok: true,
      what: 'others',
      found: `not of this Vigie, left alone: ${strange.join(', ')}`,
      remedy: '',
    })
  }
  if (findings.every(({ ok }) => ok)) {
    findings.unshift({
      ok: true,
      what: 'schema',
      found: `${expected.size} objects are as the migrations make them`,
      remedy: '',
    })
  }
  return findings
}

function readExpected(): Map<string, string> {
  const statements = splitStatements(readFileSync(EXPECTED, 'utf8')).map(withoutComments)
  return new Map(
    statements.map((statement) => [/^CREATE (?:[A-Z]+ )+([\w.]+)/.exec(statement)?.[1] ?? statement, statement]),
  )
}

/** On a cluster a sharded table has two places: the Distributed one and the local one behind it. */
function compare(name: string, expected: string, found: Map<string, string>): [string, string[]][] {
  const here = found.get(name)
  if (here === undefined) return [[name, ['is missing']]]
  const local = found.get(`${name}_local`)
  if (config.clickhouse.cluster === undefined || !expected.startsWith('CREATE TABLE')) {
    return [[name, differences(expected, here)]]
  }
  const places: [string, string][] = [[name, here]]
  if (local !== undefined) places.push([`${name}_local`, local])
  return places.map(([place, text]) => [place, columnDifferences(expected, text)])
}

function differences(expected: string, found: string): string[] {
  const named = columnDifferences(expected, found)
  if (named.length > 0) return named
  return comparable(expected) === comparable(found) ? [] : ['its text differs from the migrations’']
}

function columnDifferences(expected: string, found: string): string[] {
  const here = columnsOf(found)
  const wanted = columnsOf(expected)
  return [
    ...[...wanted].flatMap(([column, type]) => {
      const present = here.get(column)
      if (present === undefined) return [`column ${column} is missing`]
      return present === type ? [] : [`column ${column} is ${present}, ${type} expected`]
    }),
    ...[...here.keys()]
      .filter((column) => !wanted.has(column))
      .map((column) => `column ${column} is not of this Vigie`),
  ]
}

/** Without what configuration changes (spans of time, the cluster's names) and without spacing. */
function comparable(statement: string): string {
  return statement
    .replace(/\+ toInterval(?:Hour|Day)\(\d+\)/g, '')
    .replace(/- toIntervalDay\(\d+\)/g, '')
    .replace(/\b(ja4_\w+\.\w+)_local\b/g, '$1')
    .replace(/\s+/g, '')
}
