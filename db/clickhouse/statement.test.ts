import { expect, test } from 'vitest'
import { clusterStatements } from './cluster-statements.ts'
import { readMigrations } from './migration-files.ts'
import { parseStatement } from './statement.ts'

const everyStatement = readMigrations().flatMap(({ name, statements }) =>
  statements.map((statement, index) => [`${name}, statement ${index + 1}`, statement] as const),
)

test.each(everyStatement)('%s is a form that the runner knows, and has its form for a cluster', (_, statement) => {
  const { kind, name } = parseStatement(statement)
  const rewritten = clusterStatements(statement, 'ours')
  for (const text of rewritten) {
    if (kind !== 'write') expect(text).toContain('ON CLUSTER ours')
    expect(text).not.toMatch(/ENGINE = (?!Replicated)\w*MergeTree/)
    expect(text).not.toContain('non_replicated_deduplication_window')
    expect(text).toContain(name)
  }
})
