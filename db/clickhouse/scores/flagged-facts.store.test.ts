import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestStore, type TestStore } from '../store.fixture.ts'
import { insertAnomalies } from './insert-anomalies.ts'
import { listFlaggedFacts } from './list-flagged-facts.ts'

const HOUR_MS = 3_600_000
const hour = (ago: number) => new Date((Math.floor(Date.now() / HOUR_MS) - ago) * HOUR_MS).toISOString()
let store: TestStore

const flagged = (src_ip: string, ja4: string, window_start: string, rule = '') => ({
  ...{ detected_at: window_start, first_detected_at: window_start, window_start, src_ip, ja4, rule },
  ...{ host: 'shop.example', session_id: '', hits: 1, threat_level: 'HIGH' as const, recurrence: 1, reason: '' },
})

beforeAll(async () => {
  store = await startTestStore()
  await insertAnomalies([
    flagged('192.0.2.1', 'one', hour(1)),
    flagged('192.0.2.1', 'one', hour(1), 'path_scan'),
    flagged('192.0.2.1', 'one', hour(30)),
    flagged('192.0.2.1', 'two', hour(3)),
    flagged('192.0.2.2', 'one', hour(0)),
  ])
})
afterAll(() => store.dispose())

test('an address is said once, with the other hours in which each of its JA4s was flagged', async () => {
  const src_ips = ['192.0.2.1', '192.0.2.2', '192.0.2.1']
  const rows = await listFlaggedFacts({ window_start: hour(0), src_ips })
  const by_address = Object.fromEntries(rows.map(({ src_ip, recurred }) => [src_ip, recurred]))
  expect(rows).toHaveLength(2)
  expect(by_address).toEqual({ '192.0.2.1': { one: 2, two: 1 }, '192.0.2.2': {} })
})

test('two thousand of the longest addresses fit into one question', async () => {
  const src_ips = Array.from({ length: 2000 }, (_, at) => `2001:db8:${'ffff:'.repeat(5)}${(0x1000 + at).toString(16)}`)
  const rows = await listFlaggedFacts({ window_start: hour(0), src_ips })
  expect(rows.map(({ src_ip }) => src_ip).toSorted()).toEqual(src_ips.toSorted())
})
