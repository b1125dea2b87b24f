import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRequest } from '../../model/request.builder.ts'
import { clickhouseFor } from '../client.ts'
import { describeSchema } from '../describe-schema.ts'
import { executeStatement } from '../execute-statement.ts'
import { readMigrations } from '../migration-files.ts'
import { ask, insertRaw, startTestStore, type TestStore } from '../store.fixture.ts'
import { planRollback } from './plan-rollback.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

const client = () => clickhouseFor('migrator')

async function startAgain(until: string): Promise<void> {
  const functions = [...(await describeSchema()).keys()].filter((name) => !name.includes('.'))
  for (const name of functions) await client().command({ query: `DROP FUNCTION IF EXISTS ${name}` })
  for (const database of ['ja4_logs', 'ja4_processing'])
    await client().command({ query: `DROP DATABASE ${database} SYNC` })
  for (const { name, statements } of readMigrations()) {
    for (const statement of name <= until ? statements : []) await executeStatement(client(), statement)
  }
}

test.each(['0008_view_sessions_1h'])(
  'run as printed, the plan takes a store back to %s',
  async (target) => {
    await startAgain(target)
    const wanted = await describeSchema()
    await startAgain('9999')
    const steps = planRollback(readMigrations(), target)
    for (const { statement, note } of steps) {
      expect(note).not.toContain('by hand')
      await executeStatement(client(), statement)
    }
    expect(await describeSchema()).toEqual(wanted)
    const table = 'ja4_processing.agg_host_ip_ja4_1h'
    await insertRaw([aRequest({ keepalives: 1 }), aRequest({ keepalives: 2 })])
    const filled = await ask(`SELECT host, started_at, sum(hits) AS all_hits FROM ${table} GROUP BY ALL`)
    expect(filled).toMatchObject([{ all_hits: 2 }])
    await client().command({ query: `TRUNCATE TABLE ${table}` })
    const refill = steps.find((step) => step.refill?.table === table)?.refill?.statement ?? ''
    await client().command({ query: refill })
    expect(await ask(`SELECT host, started_at, sum(hits) AS all_hits FROM ${table} GROUP BY ALL`)).toEqual(filled)
  },
  120_000,
)

test('each step that takes rows or values away says so', () => {
  const steps = planRollback(readMigrations(), '0018_seen_and_filled')
  expect(steps).toContainEqual({
    statement: 'DROP TABLE IF EXISTS ja4_processing.fleet_detections',
    note: 'loses all of its rows',
    drops: 'ja4_processing.fleet_detections',
  })
  expect(steps).toContainEqual({
    statement: 'ALTER TABLE ja4_processing.ml_all_scores DROP COLUMN IF EXISTS campaign_id',
    note: 'loses the values of campaign_id',
  })
})
