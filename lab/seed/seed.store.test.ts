import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import { mostInOneBlock } from './addresses.ts'
import { multiply } from './multiply.ts'
import { sensorIdOf } from './rows.ts'
import { seed } from './seed.ts'

const until = new Date()
const options = { humans: 36, scanners: 8, bots: 5, clusters: 2, hours: 3, hosts: 2, seed: 3, fast: false, until }

let store: TestStore
let said: string[]
const say = (line: string): number => said.push(line)
const quiet = () => ({ add: () => undefined, end: () => undefined })
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

const CLASSES = `SELECT countIf(user_agent LIKE '%bot/%') AS bots,
    countIf(hits = count_post) AS clusters, countIf(http_version = '2') AS humans, count() AS sessions
  FROM ja4_processing.view_sessions_1h`

test('the profile is stored through the whole chain, each visitor as one session', async () => {
  said = []
  expect(await seed(options, say, quiet)).toBe(true)
  expect(said.join('\n')).not.toContain('NOT EQUAL')
  expect(await ask(CLASSES)).toEqual([{ bots: 5, clusters: 2, humans: 36, sessions: 51 }])
})

test('seeding again with the same time counts nothing twice', async () => {
  const before = await ask('SELECT count() AS rows FROM ja4_logs.http_logs')
  expect(await seed(options, say, quiet)).toBe(true)
  expect(await ask('SELECT count() AS rows FROM ja4_logs.http_logs')).toEqual(before)
})

test('as many rows as asked for, and copies with addresses of their own', async () => {
  expect(
    await seed(
      { ...options, humans: undefined, scanners: undefined, bots: 0, clusters: undefined, rows: 700, seed: 4 },
      say,
      quiet,
    ),
  ).toBe(true)
  const sensor_id = `sensor_id LIKE 'seed-4-%'`
  expect(await ask(`SELECT count() AS rows FROM ja4_logs.http_logs WHERE ${sensor_id}`)).toEqual([{ rows: 700 }])
})

test('copying that is repeated copies the first rows again, not their copies, and counts nothing twice', async () => {
  const sessions = {
    humans: options.humans,
    scanners: options.scanners,
    bots: options.bots,
    clusters: options.clusters,
  }
  const sensor_id = sensorIdOf({ ...options, sessions })
  const count = `SELECT count()::UInt32 AS rows FROM ja4_logs.http_logs WHERE sensor_id = '${sensor_id}'`
  const [before] = await ask(count)
  const { rows } = z.object({ rows: z.number() }).parse(before)
  const template = { sensor_id, rows, most_sessions: mostInOneBlock(sessions) }
  for (let time = 0; time < 2; time++) {
    await multiply(template, 6, () => undefined)
    expect(await ask(count)).toEqual([{ rows: 7 * rows }])
  }
})

test('a seed that is told to end says what is stored and how to go on', async () => {
  const stopped = () => {
    process.emit('SIGTERM', 'SIGTERM')
    return quiet()
  }
  const other = { ...options, seed: 6 }
  await expect(seed(other, say, stopped)).rejects.toThrow(
    /Stopped by SIGTERM\.\nStored so far: 0 rows .*--seed 6 --until/,
  )
  expect(process.listenerCount('SIGTERM')).toBe(0)
  expect(await seed(other, say, quiet)).toBe(true)
})

test('copying that was cut off goes on, and passes over the copies that are whole', async () => {
  const plan = { ...options, seed: 8, sessions: { humans: 6, scanners: 2, bots: 1, clusters: 1 } }
  expect(await seed({ ...options, ...plan.sessions, seed: 8 }, say, quiet)).toBe(true)
  const sensor_id = sensorIdOf(plan)
  const count = `SELECT count()::UInt32 AS rows FROM ja4_logs.http_logs WHERE sensor_id = '${sensor_id}'`
  const { rows } = z.object({ rows: z.number() }).parse((await ask(count))[0])
  const template = { sensor_id, rows, most_sessions: mostInOneBlock(plan.sessions) }
  const stop = new AbortController()
  const cut = multiply(template, 12, () => stop.abort(new Error('enough')), stop.signal)
  await expect(cut).rejects.toThrow('enough')
  expect(await ask(count)).toEqual([{ rows: 6 * rows }])
  const inserts = `SELECT sum(value)::UInt32 AS inserts FROM system.events WHERE event = 'InsertQuery'`
  const { inserts: before } = z.object({ inserts: z.number() }).parse((await ask(inserts))[0])
  await multiply(template, 12, () => undefined)
  expect(await ask(count)).toEqual([{ rows: 13 * rows }])
  expect(await ask(inserts)).toEqual([{ inserts: before + 2 }])
})

test('a seed that breaks off says what is stored and how to go on', async () => {
  await store.end('kill')
  await expect(seed(options, say, quiet)).rejects.toThrow(
    `Stored so far: an unknown number of rows of sensor seed-3-${Math.floor(until.getTime() / 1000).toString(36)}; the same options with --seed 3 --until ${until.toISOString()}`,
  )
  await store.start()
})
