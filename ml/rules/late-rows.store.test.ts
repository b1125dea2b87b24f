import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertRaw, startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import { runRules } from './run-rules.ts'
import { scripted, visit } from './traffic.fixture.ts'

const HOUR_MS = 3_600_000
const now = Date.now()

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
}, 60_000)
afterAll(() => store.dispose())

/** A word list of that many hours ago. */
const scan = (hours: number, src_ip: string) =>
  insertRaw(
    visit({
      at: new Date(Math.floor(now / HOUR_MS - hours) * HOUR_MS + 600_000),
      src_ip,
      count: 120,
      every_ms: 50,
      of: (i) => ({ ...scripted, path: `/late-${i}`, status_code: 404 }),
    }),
  )

/** Scans that a pass so many seconds from now speaks of. */
async function scansSeen(seconds: number, whole_day = false) {
  const options = { now: new Date(now + seconds * 1000), tolerated: new Set<string>(), whole_day }
  const { state, by_rule } = await runRules(options)
  expect(state).toBe('ran')
  return by_rule.path_scan ?? 0
}

test('the first pass looks at a day, the next ones at what is new or came late, one that is asked to at the day', async () => {
  await scan(5, '203.0.113.1')
  await scan(9, '203.0.113.2')
  expect(await scansSeen(0)).toBe(2)
  expect(await scansSeen(15)).toBe(0)
  await scan(7, '203.0.113.3')
  // Put off for a minute after the last look, not forgotten; and then from its hour on.
  expect(await scansSeen(30)).toBe(0)
  expect(await scansSeen(75)).toBe(2)
  expect(await scansSeen(90)).toBe(0)
  expect(await scansSeen(105, true)).toBe(3)
})
