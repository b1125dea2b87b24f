import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRequest } from '../model/request.builder.ts'
import type { Request } from '../model/request.ts'
import { CREATE_APPLIED, recordApplied } from './applied-migrations.ts'
import { clickhouseFor } from './client.ts'
import { listConnectionSources } from './connections/list-connection-sources.ts'
import { executeStatement } from './execute-statement.ts'
import { migrate } from './migrate.ts'
import { readMigrations } from './migration-files.ts'
import { migrationStatus } from './migration-status.ts'
import { listSessionEvidence } from './scores/list-session-evidence.ts'
import { ask, insertRaw, startTestStore, type TestStore } from './store.fixture.ts'

const HOUR_MS = 3_600_000
const hour_ms = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 2 * HOUR_MS
const at = (hours_ago: number, second: number) => new Date(hour_ms - hours_ago * HOUR_MS + second * 1000).toISOString()

const aConnection = (conn_id: string, connection_state: Request['connection_state'], src_ip: string): Request =>
  aRequest({ type: 'connection', time: at(0, 30), conn_id, connection_state, src_ip, method: '', host: '', path: '' })

const ROWS: Request[] = [
  ...[0, 1, 25, 170].flatMap((hours_ago) => [
    aRequest({ time: at(hours_ago, 1), src_ip: '192.0.2.1', headers: [['user-agent', `curl/8.${hours_ago}`]] }),
    aRequest({ time: at(hours_ago, 2), src_ip: '192.0.2.2', client_ip_source: 'x_forwarded_for' }),
  ]),
  aConnection('a', 'scan', '203.0.113.1'),
  aConnection('b', 'slowloris', '203.0.113.1'),
  aConnection('c', 'half_open', '203.0.113.2'),
]

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

async function empty(): Promise<void> {
  for (const database of ['ja4_logs', 'ja4_processing'])
    await clickhouseFor('migrator').command({ query: `DROP DATABASE ${database} SYNC` })
}

async function migrateUntil(last: string): Promise<void> {
  const client = clickhouseFor('migrator')
  for (const [index, migration] of readMigrations().entries()) {
    if (migration.name > last) return
    for (const statement of migration.statements) await executeStatement(client, statement)
    if (index === 0) await client.command({ query: CREATE_APPLIED })
    await recordApplied(client, migration)
  }
}

const countApplied = async () => (await migrationStatus()).filter(({ state }) => state === 'applied').length

/** Each attempt gets one statement further into a migration than the one before. */
async function migrateInPieces(): Promise<void> {
  for (let furthest = 1, applied = await countApplied(); ; furthest++) {
    let here = 0
    const execute = async (client: Parameters<typeof executeStatement>[0], statement: string) => {
      await executeStatement(client, statement)
      if (++here > furthest) throw new Error('cut')
    }
    const done = await migrate({ execute }).then(
      () => true,
      () => false,
    )
    if (done) return
    const now_applied = await countApplied()
    if (now_applied > applied) furthest = 1
    applied = now_applied
  }
}

/** What the screens and the features are told of the rows. */
async function told() {
  const window_start = at(0, 0)
  const ids = { session_ids: [] }
  const sources = await listConnectionSources({ since: at(1, 0), until: at(-1, 0), limit: 10 })
  const evidence = await listSessionEvidence({ window_start, ...ids })
  return {
    sources,
    evidence: evidence.sort((a, b) => (a.src_ip < b.src_ip ? -1 : 1)),
    features: await ask(`SELECT src_ip, hits, features FROM ja4_processing.view_ai_feature_vectors_1h
      WHERE window_start = toDateTime(${hour_ms / 1000}, 'UTC') ORDER BY src_ip`),
    sessions: await ask(`SELECT window_start, src_ip, min(started_at) AS began, sum(hits) AS requests
      FROM ja4_processing.agg_host_ip_ja4_1h GROUP BY window_start, src_ip ORDER BY window_start, src_ip`),
  }
}

test('a store of before 0041 tells the same after it was brought up to date, cut off after every statement', async () => {
  const fresh = (await insertRaw(ROWS), await told())
  expect(fresh.sources.map(({ src_ip, connections }) => [src_ip, connections])).toEqual([
    ['203.0.113.1', 2],
    ['203.0.113.2', 1],
  ])
  expect(fresh.evidence.map(({ behind_proxy }) => behind_proxy)).toEqual([false, true])
  await empty()
  await migrateUntil('0040_scores_by_score')
  await insertRaw(ROWS)
  await migrateInPieces()
  expect(await told()).toEqual(fresh)
}, 180_000)
