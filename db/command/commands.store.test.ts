import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { clickhouseFor } from '../clickhouse/client.ts'
import { ask, insertRaw, startTestStore, type TestStore } from '../clickhouse/store.fixture.ts'
import { config } from '../config.ts'
import { aRequest } from '../model/request.builder.ts'
import { migrateCommand } from './migrate.ts'
import { isOlder } from './require-store.ts'
import { rollbackPlanCommand } from './rollback-plan.ts'
import { statusCommand } from './status.ts'
import { usersCommand, usersSql } from './users.ts'
import { verifyCommand } from './verify.ts'
import { wordless } from './wordless.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

const said: string[] = []
vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line))
vi.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line))
afterEach(() => {
  said.length = 0
})

const command = (query: string) => clickhouseFor('migrator').command({ query })

test('verify is content with a store just migrated, empty or with rows of both contracts', async () => {
  expect(await verifyCommand(), said.join('\n')).toBe(0)
  await insertRaw([
    aRequest(),
    aRequest({ keepalives: 2 }),
    'nonsense',
    aRequest({ type: 'connection', connection_state: 'scan' }),
  ])
  expect(await verifyCommand(), said.join('\n')).toBe(0)
  expect(said.join('\n')).toMatch(/✓ agg_traffic_1m +2 requests in 1 hours, as in http_logs/)
})

test('rollback-plan prints what each step would lose, and does nothing', async () => {
  expect(await rollbackPlanCommand(['0020'])).toBe(0)
  const lines = said.join('\n')
  expect(lines).toMatch(/loses all of its rows \(0 now\)\nDROP TABLE IF EXISTS ja4_processing\.fleet_detections;/)
  expect(lines).toMatch(/ALTER TABLE ja4_processing\.schema_migrations DELETE WHERE name IN \('0021_/)
  expect(await ask('EXISTS TABLE ja4_processing.fleet_detections')).toEqual([{ result: 1 }])
})

test.each([
  [['nonsense'], /^There is no migration nonsense\.\nusage: .* 0001 to \d{4}>$/],
  [['8'], /^There is no migration 8; four digits: 0008\.\n/],
  [['0099'], /^There is no migration 0099\.\n/],
  [['0008', '0009'], /"0009" is not understood/],
  [[], /^usage: /],
])('rollback-plan says what it does not understand: %j', async (words, answer) => {
  expect(await rollbackPlanCommand(words)).toBe(2)
  expect(said.join('\n')).toMatch(answer)
})

test('a command that takes nothing refuses words instead of passing over them', async () => {
  expect(await wordless('verify', verifyCommand)(['--deep'])).toBe(2)
  expect(said).toEqual(['verify takes nothing: "--deep" is not understood. Nothing was done.'])
})

test('no SQL for accounts that nobody named, that share a name or that have no password', async () => {
  const { accounts } = config.clickhouse
  const before = structuredClone(accounts)
  try {
    expect(await usersCommand()).toBe(2)
    expect(said.join('\n')).toMatch(/^Set CLICKHOUSE_USER, CLICKHOUSE_PASSWORD, CLICKHOUSE_READER_USER, /)
    for (const role of ['writer', 'reader', 'migrator'] as const)
      Object.assign(accounts[role], { user: 'vigie', password: 'a secret' })
    expect(await usersCommand()).toBe(2)
    expect(said.join('\n')).toContain('must name three different accounts')
    for (const role of ['writer', 'reader', 'migrator'] as const) accounts[role].user = `vigie_${role}`
    said.length = 0
    expect(await usersCommand()).toBe(0)
    expect(said.join('\n')).toContain('ALTER USER `vigie_reader`')
  } finally {
    Object.assign(accounts, before)
  }
})

test('the accounts’ SQL is understood by the engine, for one server and for a cluster', async () => {
  const clickhouse: { cluster: string | undefined } = config.clickhouse
  for (const cluster of [undefined, 'ours']) {
    clickhouse.cluster = cluster
    const statements = usersSql()
      .split(/;$/m)
      .map((text) => text.trim())
      .filter((text) => text !== '')
    expect(statements.length).toBeGreaterThan(20)
    for (const text of statements) {
      await clickhouseFor('migrator').command({
        query: 'SELECT formatQuery({text: String}) FORMAT Null',
        query_params: { text },
      })
    }
  }
  clickhouse.cluster = undefined
})

test('no function of the schema is newer than the oldest version that is let in', async () => {
  const newest =
    await ask(`SELECT name, introduced_in FROM system.functions WHERE origin = 'System' AND introduced_in != ''
    AND name IN (SELECT arrayJoin(extractAll(create_table_query, '(\\\\w+)\\\\(')) FROM system.tables
      WHERE database IN ('ja4_logs', 'ja4_processing'))`)
  const used = z.array(z.object({ name: z.string(), introduced_in: z.string() })).parse(newest)
  expect(used.length).toBeGreaterThan(50)
  expect(used.filter(({ introduced_in }) => !isOlder(introduced_in) && !isOlder(introduced_in, [25, 10]))).toEqual([])
})

test('verify names a table, a view and a column that are missing or of another type, and a view of another text', async () => {
  await command('ALTER TABLE ja4_processing.campaigns MODIFY COLUMN hits UInt32')
  await command('ALTER TABLE ja4_processing.campaigns DROP COLUMN hosts')
  await command('DROP TABLE ja4_processing.fleet_detections')
  const [{ text } = { text: '' }] = await readText('ja4_processing.view_sessions_1h')
  await command(`CREATE OR REPLACE VIEW ja4_processing.view_sessions_1h AS ${text.replace('min(', 'max(')}`)
  expect(await verifyCommand()).toBe(1)
  const lines = said.join('\n')
  expect(lines).toMatch(/✗ ja4_processing\.campaigns +column hits is UInt32, UInt64 expected/)
  expect(lines).toMatch(/✗ ja4_processing\.campaigns +column hosts is missing/)
  expect(lines).toMatch(/✗ ja4_processing\.fleet_detections +is missing/)
  expect(lines).toMatch(/✗ ja4_processing\.view_sessions_1h +its text differs/)
  expect(lines).toContain('→ npm run db -- migrate')
})

async function readText(name: string): Promise<{ text: string }[]> {
  const answer = await clickhouseFor('migrator').query({
    query: `SELECT as_select AS text FROM system.tables WHERE concat(database, '.', name) = {name: String}`,
    query_params: { name },
    format: 'JSONEachRow',
  })
  return answer.json()
}

test('verify finds an hour that one aggregate counts otherwise, and a raw row that became nothing', async () => {
  await command('ALTER TABLE ja4_processing.agg_ip_behavior_1h DELETE WHERE 1 SETTINGS mutations_sync = 2')
  await command("INSERT INTO ja4_logs.dead_letters SELECT now('UTC') - 90, 'told twice', '' FROM numbers(1)")
  await command(
    'ALTER TABLE ja4_processing.schema_migrations UPDATE applied_at = now64(3) - 1000 WHERE 1 SETTINGS mutations_sync = 2',
  )
  expect(await verifyCommand()).toBe(1)
  expect(said.join('\n')).toMatch(/✗ agg_ip_behavior_1h +1 of 1 hours differ from http_logs, first .*: 0, 2 expected/)
  expect(said.join('\n')).toMatch(/✗ raw +0 raw rows ≠ 0 typed \+ 1 dead letters/)
})

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()

test('rows are kept as configured, by altering only what differs', async () => {
  const keep = config.clickhouse.keep
  const before = { ...keep }
  keep.VIGIE_KEEP_REQUESTS_DAYS = 90
  keep.VIGIE_KEEP_RAW_HOURS = 6
  try {
    expect(await statusCommand()).toBe(0)
    expect(said.join('\n')).toMatch(/ja4_logs\.http_logs +keeps 30 days .*configured 90/)
    await migrateCommand()
    expect(said.filter((line) => line.includes(' keeps ') && line.includes('before'))).toEqual([
      'ja4_logs.http_logs keeps 90 days (VIGIE_KEEP_REQUESTS_DAYS), before 30',
      'ja4_logs.http_logs_raw keeps 6 hours (VIGIE_KEEP_RAW_HOURS), before 2',
    ])
    expect(said).toContain('raw rows are refused from an age of 91 days (VIGIE_KEEP_REQUESTS_DAYS)')
    await insertRaw([
      aRequest({ host: 'old.example', time: daysAgo(60) }),
      aRequest({ host: 'old.example', time: daysAgo(92) }),
    ])
    expect(await ask("SELECT count() AS typed FROM ja4_logs.http_logs WHERE host = 'old.example'")).toEqual([
      { typed: 1 },
    ])
    expect(await ask("SELECT reason FROM ja4_logs.dead_letters WHERE raw_json LIKE '%old.example%'")).toEqual([
      { reason: 'time is older than what is kept' },
    ])
    said.length = 0
    await migrateCommand()
    expect(said).toEqual(['the schema is the newest'])
    expect(
      await ask("SELECT engine_full LIKE '%toIntervalDay(90)%' AS kept FROM system.tables WHERE name = 'http_logs'"),
    ).toEqual([{ kept: 1 }])
  } finally {
    Object.assign(keep, before)
  }
})

test('status tells what only the store knows and what was edited; an older Vigie does not migrate a newer store', async () => {
  await command("INSERT INTO ja4_processing.schema_migrations (name, checksum) VALUES ('9999_from_the_future', '')")
  await command(
    "ALTER TABLE ja4_processing.schema_migrations UPDATE checksum = 'other' WHERE name = '0007_scores' SETTINGS mutations_sync = 2",
  )
  expect(await statusCommand()).toBe(1)
  expect(said.join('\n')).toMatch(/9999_from_the_future .*UNKNOWN to this Vigie/)
  expect(said.join('\n')).toMatch(/0007_scores .*EDITED/)
  await expect(migrateCommand()).rejects.toThrow('Edited after being applied: 0007_scores')
  await command(
    "ALTER TABLE ja4_processing.schema_migrations DELETE WHERE name = '0007_scores' SETTINGS mutations_sync = 2",
  )
  await expect(migrateCommand()).rejects.toThrow('migrated by another Vigie (9999_from_the_future)')
})
