import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, startTestStore, type TestStore } from '../clickhouse/store.fixture.ts'
import { countChain } from './count-chain.ts'
import { importRequests } from './import-requests.ts'

const HOUR_MS = 3_600_000
const FROM = join(import.meta.dirname, 'sample')
const Visitor = z.object({ src_ip: z.string(), kind: z.string(), class: z.string() })
const VISITORS = readFileSync(join(FROM, 'visitors.ndjson'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => Visitor.parse(JSON.parse(line)))

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

test('the sample comes in whole, as traffic of the last hours: people, tools and connections that came to nothing', async () => {
  const now = new Date()
  const quiet = () => ({ add: () => undefined, end: () => undefined })
  const { manifest, rows } = await importRequests({ from: FROM, again: false, shift_to: now }, quiet)
  expect(rows).toBe(manifest.rows)
  const [chain] = await countChain({
    since: new Date(now.getTime() - 5 * HOUR_MS).toISOString(),
    until: now.toISOString(),
  })
  expect(new Set(Object.values(chain ?? {}))).toEqual(new Set([12_652]))
  expect(
    await ask(`SELECT count() > 600 AS sessions, uniq(host) > 6 AS hosts, max(ended_at) > now() - INTERVAL 1 HOUR AS fresh,
      max(ended_at) <= now() AS past FROM ja4_processing.view_sessions_1h`),
  ).toEqual([{ sessions: 1, hosts: 1, fresh: 1, past: 1 }])
  expect(
    await ask(
      `SELECT DISTINCT connection_state AS state FROM ja4_logs.http_logs WHERE type = 'connection' ORDER BY state`,
    ),
  ).toEqual(['half_open', 'scan', 'slowloris', 'tls_only'].map((state) => ({ state })))
})

test('its people are who they say, and everybody else is there too', async () => {
  expect(new Set(VISITORS.map((visitor) => visitor.class))).toEqual(
    new Set(['person', 'naive_seen', 'naive_unseen', 'impersonator', 'automated_browser', 'slow_fleet']),
  )
  const quoted = (of: string) => VISITORS.filter((each) => each.class === of).map(({ src_ip }) => `toIPv6('${src_ip}')`)
  const people = `type = 'request' AND src_ip IN (${quoted('person').join(', ')})`
  expect(
    await ask(`SELECT uniq(src_ip) > 100 AS many, countIf(os_guess != 'Linux' OR header_user_agent NOT LIKE '%Linux%') AS elsewhere,
      uniqIf(src_ip, header_user_agent LIKE '%Firefox/%') > 20 AS firefox, uniqIf(src_ip, header_user_agent LIKE '%Chrome/%') > 50 AS chromium
      FROM ja4_logs.http_logs WHERE ${people}`),
  ).toEqual([{ many: 1, elsewhere: 0, firefox: 1, chromium: 1 }])
  expect(
    await ask(`SELECT count() AS guessed FROM (SELECT src_ip, host FROM ja4_logs.http_logs
      WHERE method = 'POST' AND path = '/login' GROUP BY src_ip, host HAVING count() >= 20)`),
  ).toEqual([{ guessed: 1 }])
})
