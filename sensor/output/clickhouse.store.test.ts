import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { aRequest } from '#db/model/request.builder.ts'
import { ask, startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import { openClickhouseOutput } from './clickhouse.ts'
import { sendBatch } from './send-batch.ts'

let store: TestStore
let directory: string
let run = 0

beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vigie-spool-'))
  run += 1
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const away = () => Promise.resolve('away' as const)
const someRequests = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) =>
    aRequest({
      headers: [],
      sensor_id: `run-${run}`,
      host: `run-${run}.example`,
      keepalives: from + index,
    }),
  )

const segments = () => readdirSync(join(directory, '1')).filter((name) => name !== 'lock')
const tokens = () =>
  segments()
    .toSorted()
    .map((name) => name.slice(0, name.indexOf('.')))

/** Rows of this run: typed, distinct, and hits in the aggregate. */
async function stored(): Promise<number[]> {
  const rows = await ask(`SELECT
    (SELECT count() FROM ja4_logs.http_logs WHERE sensor_id = 'run-${run}') AS typed,
    (SELECT uniqExact(keepalives) FROM ja4_logs.http_logs WHERE sensor_id = 'run-${run}') AS distinct_rows,
    (SELECT sum(hits) FROM ja4_processing.agg_host_ip_ja4_1h WHERE host = 'run-${run}.example') AS hits`)
  return z
    .array(z.record(z.string(), z.number()))
    .parse(rows)
    .flatMap((row) => Object.values(row))
}
const everywhere = (count: number) => [count, count, count]

test('what was written is stored when close resolves, each row once', async () => {
  const output = openClickhouseOutput({ directory })
  output.write(someRequests(12_345))
  await output.close()
  expect(await stored()).toEqual(everywhere(12_345))
  expect(output.counters()).toMatchObject({
    rows_written: 12_345,
    spooled_bytes: 0,
    spooled_rows: 0,
    store_available: 1,
  })
})

test('rows written while the store is away arrive once it is back', async () => {
  const output = openClickhouseOutput({ directory })
  output.write(someRequests(10))
  await expect.poll(() => output.counters()['rows_written']).toBe(10)
  await store.end('stop')
  output.write(someRequests(7000, 10))
  await expect.poll(() => output.counters()['store_available'], { timeout: 10_000 }).toBe(0)
  await store.start()
  await expect.poll(() => output.counters()['rows_written'], { timeout: 20_000 }).toBe(7010)
  await output.close()
  expect(await stored()).toEqual(everywhere(7010))
})

test('what earlier processes left in the spool is delivered in its order', async () => {
  const left: string[] = []
  for (const [count, from] of [
    [5000, 0],
    [100, 5000],
  ] as const) {
    const before = openClickhouseOutput({ directory, send: away })
    before.write(someRequests(count, from))
    await before.close()
    left.push(...tokens().filter((token) => !left.includes(token)))
  }
  const delivered: string[] = []
  const after = openClickhouseOutput({
    directory,
    send: (token, ...rest) => {
      delivered.push(token)
      return sendBatch(token, ...rest)
    },
  })
  await after.close()
  expect(delivered).toEqual(left)
  expect(await stored()).toEqual(everywhere(5100))
})

test('lines of JSON that an earlier version left in the spool are delivered', async () => {
  const left = someRequests(30).map((row) => `${JSON.stringify(row)}\n`)
  mkdirSync(join(directory, '1'))
  writeFileSync(join(directory, '1', '0mwqc0vov-000001-0123abcd.10.sealed'), left.slice(0, 10).join(''))
  writeFileSync(join(directory, '1', '0mwqc0vov-000002-0123abcd.open'), left.slice(10).join(''))
  const output = openClickhouseOutput({ directory })
  output.write(someRequests(5, 30))
  await output.close()
  expect(await stored()).toEqual(everywhere(35))
  expect(segments()).toEqual([])
})

test('a batch whose acknowledgement was lost is counted once', async () => {
  let lost = false
  const output = openClickhouseOutput({
    directory,
    send: async (...batch) => {
      const outcome = await sendBatch(...batch)
      if (lost) return outcome
      lost = true
      return 'away'
    },
  })
  output.write(someRequests(300))
  await expect.poll(() => output.counters()['rows_written'], { timeout: 10_000 }).toBe(300)
  await output.close()
  expect(output.counters()).toMatchObject({ retries: 1 })
  expect(await stored()).toEqual(everywhere(300))
})

test('a full spool pushes out its oldest rows, and the count is what is missing', async () => {
  const max_bytes = 8_000_000
  const output = openClickhouseOutput({ directory, max_bytes, send: away })
  for (let each = 0; each < 8; each++) {
    output.write(someRequests(5000, each * 5000))
    expect(output.counters()['spooled_bytes']).toBeLessThanOrEqual(max_bytes)
  }
  await output.close()
  const { dropped_spool_rows: dropped = 0, spooled_rows } = output.counters()
  expect(dropped).toBeGreaterThan(1000)
  expect(spooled_rows).toBe(40_000 - dropped)
  const after = openClickhouseOutput({ directory })
  await after.close()
  expect(await stored()).toEqual(everywhere(40_000 - dropped))
  const oldest_kept = `SELECT min(keepalives) AS first FROM ja4_logs.http_logs WHERE sensor_id = 'run-${run}'`
  expect(await ask(oldest_kept)).toEqual([{ first: dropped }])
})

test('a batch that the store refuses holds up no others, is set aside, and is tried again at the next start', async () => {
  let unwanted: string | undefined
  const output = openClickhouseOutput({
    directory,
    send: (token, ...rest) => {
      unwanted ??= token
      return token === unwanted ? Promise.resolve({ refused: 'TYPE_MISMATCH' }) : sendBatch(token, ...rest)
    },
  })
  output.write(someRequests(100))
  await expect.poll(() => output.counters()['retries'], { timeout: 10_000 }).toBeGreaterThan(0)
  output.write(someRequests(20, 100))
  await expect.poll(() => output.counters()['rows_written'], { timeout: 20_000 }).toBe(20)
  await expect.poll(() => output.counters()['refused_rows'], { timeout: 20_000 }).toBe(100)
  await output.close()
  expect(segments()).toEqual([expect.stringMatching(/\.100\.refused$/)])
  const after = openClickhouseOutput({ directory })
  await after.close()
  expect(await stored()).toEqual(everywhere(120))
})

test('the store dying in the middle of inserts, again and again, loses and doubles nothing', async () => {
  const output = openClickhouseOutput({ directory })
  let written = 0
  for (let death = 0; death < 3; death++) {
    const goal = (output.counters()['batches_written'] ?? 0) + 1 + death
    while ((output.counters()['batches_written'] ?? 0) < goal) {
      output.write(someRequests(500, written))
      written += 500
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await store.end('kill')
    output.write(someRequests(5000, written))
    written += 5000
    await store.start()
  }
  await expect.poll(() => output.counters()['rows_written'], { timeout: 30_000 }).toBe(written)
  await output.close()
  expect(await stored()).toEqual(everywhere(written))
}, 120_000)
