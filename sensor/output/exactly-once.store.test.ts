import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { pointClickhouseAt } from '#db/clickhouse/client.ts'
import { ask, startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import { aRequest } from '#db/model/request.builder.ts'
import { openClickhouseOutput } from './clickhouse.ts'
import { startUnreliableProxy, type Mishap } from './unreliable-proxy.fixture.ts'

let store: TestStore
let directory: string

beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vigie-spool-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Repeatable moments: a linear congruential generator (Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
}

const Stored = z.object({ rows: z.number(), distinct: z.number(), next: z.number(), hits: z.number() })
/** Rows numbered from 0 of one producer: in each table of the chain. */
async function stored(sensor_id: string) {
  const [row] = await ask(`SELECT count() AS rows, uniqExact(keepalives) AS distinct, max(keepalives) + 1 AS next,
    (SELECT sum(hits) FROM ja4_processing.agg_host_ip_ja4_1h WHERE host = '${sensor_id}') AS hits
    FROM ja4_logs.http_logs WHERE sensor_id = '${sensor_id}'`)
  return Stored.parse(row)
}
const eachOnce = (rows: number) => ({ rows, distinct: rows, next: rows, hits: rows })

/** Starts a producer, kills it, and returns how many rows it had said to be safe. */
async function produceAndKill(sensor_id: string, lives_ms: number): Promise<number> {
  const program = join(import.meta.dirname, 'row-producer.fixture.ts')
  const environment: NodeJS.ProcessEnv = {
    NODE_ENV: 'test',
    VIGIE_STATE_DIR: store.stateDirectory,
    EMBEDDED_CLICKHOUSE_PORT: String(store.port),
  }
  const child = spawn(process.execPath, ['--import', 'tsx', program, directory, sensor_id], {
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  await once(child.stdout, 'data')
  await delay(lives_ms)
  child.kill('SIGKILL')
  await once(child, 'close')
  return Math.max(0, ...said.split('\n').slice(0, -1).map(Number))
}

test('sensors killed at any moment, two on one spool: each row that was safe is stored once, in every table', async () => {
  const random = seeded(7)
  const safe = new Map<string, number>()
  const oneAfterTheOther = async (line: number) => {
    for (let life = 0; life < 5; life++) {
      const sensor_id = `killed-${line}-${life}`
      safe.set(sensor_id, await produceAndKill(sensor_id, random() * 900))
    }
  }
  await Promise.all([oneAfterTheOther(1), oneAfterTheOther(2)])
  const output = openClickhouseOutput({ directory })
  await expect.poll(() => output.counters()['spooled_rows'], { timeout: 20_000 }).toBe(0)
  await output.close()
  expect(output.counters()).toMatchObject({ refused_rows: 0, dropped_unreadable_rows: 0 })
  for (const [sensor_id, count] of safe) {
    const found = await stored(sensor_id)
    expect(found).toEqual(eachOnce(found.rows))
    expect(found.rows, sensor_id).toBeGreaterThanOrEqual(count)
  }
  expect([...safe.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5000)
}, 60_000)

test('the store killed at any moment of its inserts loses and doubles nothing', async () => {
  const random = seeded(11)
  const output = openClickhouseOutput({ directory })
  let written = 0
  const writing = setInterval(() => {
    output.write(
      Array.from({ length: 40 }, () => aRequest({ sensor_id: 'steady', host: 'steady', keepalives: written++ })),
    )
  }, 5)
  for (let death = 0; death < 3; death++) {
    const before = output.counters()['batches_written'] ?? 0
    await expect.poll(() => output.counters()['batches_written'], { timeout: 20_000 }).toBeGreaterThan(before)
    await delay(random() * 700)
    await store.end('kill')
    await store.start()
  }
  clearInterval(writing)
  await expect.poll(() => output.counters()['rows_written'], { timeout: 20_000 }).toBe(written)
  await output.close()
  expect(await stored('steady')).toEqual(eachOnce(written))
}, 60_000)

test('lost answers, cut requests and slow answers double and lose nothing', async () => {
  const fates: Mishap[] = ['late', 'answer_lost', 'none', 'request_cut', 'answer_lost', 'late', 'request_cut']
  const proxy = await startUnreliableProxy(store.port, () => fates.shift() ?? 'none')
  await pointClickhouseAt({ ...store.current.endpoint, url: proxy.url })
  try {
    const output = openClickhouseOutput({ directory })
    let written = 0
    await expect
      .poll(
        () => {
          const rows = Array.from({ length: 200 }, () =>
            aRequest({ sensor_id: 'cut', host: 'cut', keepalives: written++ }),
          )
          output.write(rows)
          return fates.length
        },
        { timeout: 20_000, interval: 40 },
      )
      .toBe(0)
    await expect.poll(() => output.counters()['spooled_rows'], { timeout: 20_000 }).toBe(0)
    await output.close()
    await pointClickhouseAt(store.current.endpoint)
    expect(await stored('cut')).toEqual(eachOnce(written))
    expect(output.counters()).toMatchObject({ rows_written: written, store_away_since_ms: 0 })
    expect(output.counters()['retries']).toBeGreaterThan(0)
  } finally {
    await pointClickhouseAt(store.current.endpoint)
    await proxy.stop()
  }
}, 60_000)
