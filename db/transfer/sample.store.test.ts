import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, startTestStore, type TestStore } from '../clickhouse/store.fixture.ts'
import { countChain } from './count-chain.ts'
import { importRequests } from './import-requests.ts'

const HOUR_MS = 3_600_000

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

test('the sample comes in whole, as traffic of the last hours: people, tools and connections that came to nothing', async () => {
  const now = new Date()
  const quiet = () => ({ add: () => undefined, end: () => undefined })
  const from = join(import.meta.dirname, 'sample')
  const { manifest, rows } = await importRequests({ from, again: false, shift_to: now }, quiet)
  expect(rows).toBe(manifest.rows)
  const [chain] = await countChain({
    since: new Date(now.getTime() - 4 * HOUR_MS).toISOString(),
    until: now.toISOString(),
  })
  expect(new Set(Object.values(chain ?? {}))).toEqual(new Set([11_378]))
  expect(
    await ask(`SELECT count() > 700 AS sessions, uniq(host) > 6 AS hosts, max(ended_at) > now() - INTERVAL 1 HOUR AS fresh,
      max(ended_at) <= now() AS past FROM ja4_processing.view_sessions_1h`),
  ).toEqual([{ sessions: 1, hosts: 1, fresh: 1, past: 1 }])
  expect(
    await ask(
      `SELECT DISTINCT connection_state AS state FROM ja4_logs.http_logs WHERE type = 'connection' ORDER BY state`,
    ),
  ).toEqual(['half_open', 'scan', 'slowloris', 'tls_only'].map((state) => ({ state })))
})
