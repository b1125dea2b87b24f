import { ClickHouseError } from '@clickhouse/client'
import { finished } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Invalid } from '../model/errors.ts'
import { aRequest } from '../model/request.builder.ts'
import { clickhouseFor, connect, type Role } from './client.ts'
import { listSessions } from './sessions/list-sessions.ts'
import { ask, insertRaw, startTestStore, type TestStore } from './store.fixture.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
  await insertRaw([aRequest()])
})
afterAll(() => store.dispose())

/** The engine's word for why it did not do it; `done` when it did. */
async function refusal(role: Role, query: string): Promise<string> {
  try {
    const { stream } = await clickhouseFor(role).exec({ query })
    await finished(stream.resume())
    return 'done'
  } catch (error) {
    if (error instanceof ClickHouseError) return error.type ?? error.message
    // An answer that had begun can only be broken off.
    if (error instanceof Error && error.message === 'aborted') return 'broken off'
    throw error
  }
}

const FOREVER = 'SELECT sleepEachRow(0.00004) FROM numbers(60000) AS x CROSS JOIN numbers(100) AS y'
const OUTSIDE = [
  "SELECT * FROM file('/etc/passwd', 'LineAsString')",
  "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
  "SELECT * FROM remote('127.0.0.1', 'system', 'one')",
  "SELECT * FROM executable('cat', 'LineAsString', 'line String')",
  "INSERT INTO FUNCTION file('/tmp/vigie-outside', 'LineAsString') SELECT 'x'",
]
const ADMINISTRATION = [
  'CREATE DATABASE other',
  'DROP DATABASE ja4_logs',
  "CREATE USER intruder IDENTIFIED BY 'x'",
  'GRANT ALL ON *.* TO reader',
  'SYSTEM SHUTDOWN',
  'CREATE NAMED COLLECTION stolen AS a = 1',
]
const CHANGES = [
  'DROP TABLE ja4_logs.http_logs',
  'DROP VIEW ja4_processing.view_sessions_1h',
  'TRUNCATE TABLE ja4_logs.http_logs',
  'ALTER TABLE ja4_logs.http_logs DELETE WHERE 1',
  'ALTER TABLE ja4_logs.http_logs DROP COLUMN path',
  'ALTER TABLE ja4_logs.http_logs MODIFY TTL time + INTERVAL 1 SECOND',
  'RENAME TABLE ja4_logs.http_logs TO ja4_logs.gone',
  'CREATE TABLE ja4_logs.mine (a UInt8) ENGINE = Memory',
  'CREATE FUNCTION mine AS x -> x',
  'KILL QUERY WHERE 1',
]
const SECRETS = [
  'SELECT * FROM system.users',
  'SELECT * FROM system.processes',
  'SELECT * FROM system.named_collections',
  'SHOW CREATE USER migrator',
]

describe('the reader', () => {
  const inserts = [
    "INSERT INTO ja4_logs.http_logs_raw (raw_json) VALUES ('{}')",
    "INSERT INTO ja4_processing.ml_all_scores (host) VALUES ('x')",
  ]
  const settings = [
    'SET max_execution_time = 0',
    'SET readonly = 0',
    'SELECT 1 SETTINGS max_result_rows = 0',
    'SELECT 1 SETTINGS max_memory_usage = 0',
  ]
  test.each([...CHANGES, ...inserts, ...OUTSIDE, ...ADMINISTRATION, ...SECRETS, ...settings])(
    'may not: %s',
    async (query) => {
      expect(await refusal('reader', query)).toMatch(/^(ACCESS_DENIED|READONLY|SUPPORT_IS_DISABLED)$/)
    },
  )

  test.each([
    ['rows', 'SELECT number FROM numbers(1500000)', 'broken off'],
    ['bytes', "SELECT repeat('x', 100000) FROM numbers(20000)", /broken off|MEMORY_LIMIT_EXCEEDED/],
    [
      'memory',
      'SELECT length(groupArray(repeat(toString(x), 1000))) FROM (SELECT arrayJoin(range(10000000)) AS x)',
      'MEMORY_LIMIT_EXCEEDED',
    ],
    [
      'text',
      `SELECT ${Array.from({ length: 60_000 }, () => '1').join('+')}`,
      /TOO_(BIG_AST|DEEP)|SYNTAX_ERROR|QUERY_IS_TOO_LARGE/,
    ],
  ])('cannot ask for too much: %s', async (_, query, why) => {
    expect(await refusal('reader', query)).toMatch(why)
  })

  test('is stopped in the midst of an endless question', async () => {
    const began = performance.now()
    expect(await refusal('reader', FOREVER)).toMatch(/TIMEOUT_EXCEEDED|broken off/)
    expect(performance.now() - began).toBeLessThan(28_000)
  }, 40_000)
})

test.each([
  ...CHANGES,
  ...OUTSIDE,
  ...ADMINISTRATION,
  ...SECRETS,
  "INSERT INTO ja4_processing.agg_traffic_1m (host) VALUES ('x')",
  "INSERT INTO ja4_processing.schema_migrations (name) VALUES ('x')",
  "INSERT INTO ja4_logs.dead_letters (reason) VALUES ('x')",
])('the writer may not: %s', async (query) => {
  expect(await refusal('writer', query)).toMatch(/^(ACCESS_DENIED|SUPPORT_IS_DISABLED|UNSUPPORTED_METHOD)$/)
})

test.each([...OUTSIDE, ...ADMINISTRATION.filter((query) => !query.startsWith('DROP'))])(
  'the migrator may not: %s',
  async (query) => {
    expect(await refusal('migrator', query)).toMatch(/^(ACCESS_DENIED|SUPPORT_IS_DISABLED|UNSUPPORTED_METHOD)$/)
  },
)

test('nobody enters with another one’s password, or with none', async () => {
  const { account } = store.current.endpoint
  for (const [user, password] of [
    ['migrator', account('reader').password],
    ['writer', account('reader').password],
    ['dictionary', account('writer').password],
    ['reader', ''],
    ['default', ''],
  ] as const) {
    const client = connect({ ...store.current.endpoint, account: () => ({ user, password }) }, 'reader')
    const ping = await client.ping({ select: true })
    await client.close()
    expect(ping.success, user).toBe(false)
  }
})

const HOSTILE = [
  "'; DROP TABLE ja4_logs.http_logs; --",
  "') OR 1=1 --",
  "x' UNION ALL SELECT * FROM system.users --",
  '\\',
  "\\'",
  '`"{host:Identifier}',
  '\u0000\n\t\u001b',
  '\ud83d\ude00\u202e',
  '%27%20OR%201=1',
  "' || sleep(3) || '",
  'x'.repeat(60_000),
]

test.each(HOSTILE.map((value) => [value.slice(0, 40), value]))(
  'a value stays a value in a question: %j',
  async (_, value) => {
    const range = {
      since: new Date(Date.now() - 86_400_000).toISOString(),
      until: new Date(Date.now() + 3_600_000).toISOString(),
    }
    for (const field of ['host', 'ja4'] as const) {
      const found = await listSessions({ limit: 10, ...range, [field]: value }).catch((error: unknown) => error)
      // Refused by its shape, or found nowhere.
      if (!(found instanceof Invalid)) expect(found).toEqual([])
    }
    expect(await ask('SELECT count() > 0 AS there FROM ja4_logs.http_logs')).toEqual([{ there: 1 }])
  },
)

test('a hostile value that was stored is found again by itself, and by nothing else', async () => {
  const path = "/'; DROP TABLE x; --\\"
  await insertRaw([aRequest({ host: 'hostile.example', path })])
  const answer = await clickhouseFor('reader').query({
    query: 'SELECT path FROM ja4_logs.http_logs WHERE path = {path: String}',
    query_params: { path },
    format: 'JSONEachRow',
  })
  expect(await answer.json()).toEqual([{ path }])
})
