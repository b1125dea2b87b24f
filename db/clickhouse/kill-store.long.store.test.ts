import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { aRequest } from '../model/request.builder.ts'
import { clickhouseFor } from './client.ts'
import { ask, insertRaw, startTestStore, type TestStore } from './store.fixture.ts'
import { AGGREGATE_NAMES } from './verify/count-chain.ts'

const KILLS = 50
const LANES = 3
const MALFORMED = 3

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

interface Batch {
  /** Also the host and the sensor of its rows. */
  token: string
  contract: 'raw' | 'typed'
  requests: number
  sendings: number
}

let made = 0
function nextBatch(): Batch {
  made++
  return {
    token: `batch-${made}`,
    contract: made % 2 === 0 ? 'raw' : 'typed',
    requests: 10 + (made % 7) * 15,
    sendings: 0,
  }
}

const began = Date.now()
function rowsOf({ token, requests }: Batch) {
  return Array.from({ length: requests }, (_, index) =>
    aRequest({
      time: new Date(began + index).toISOString(),
      sensor_id: token,
      host: token,
      src_ip: `10.0.${index % 200}.1`,
      keepalives: index + 1,
    }),
  )
}

async function send(batch: Batch): Promise<void> {
  batch.sendings++
  const rows = rowsOf(batch)
  if (batch.contract === 'raw') {
    const malformed = Array.from({ length: MALFORMED }, (_, index) => `malformed ${index} of ${batch.token}.`)
    return insertRaw([...rows, ...malformed], batch.token)
  }
  await clickhouseFor('writer').insert({
    table: 'ja4_logs.http_logs',
    values: rows.map((row) => ({ ...row, contract: 'typed' })),
    format: 'JSONEachRow',
    clickhouse_settings: {
      insert_deduplication_token: batch.token,
      deduplicate_blocks_in_dependent_materialized_views: 1,
      date_time_input_format: 'best_effort',
      input_format_skip_unknown_fields: 1,
    },
  })
}

/** Inserts from several lanes until the store dies; what it did not acknowledge is sent again, with the same token, by the next life. */
async function insertUntilDeath(waiting: Batch[], acknowledged: Batch[], fate: number): Promise<void> {
  const death = new AbortController()
  const born = Date.now()
  const before = acknowledged.length
  const lane = async () => {
    while (!death.signal.aborted) {
      const batch = waiting.shift() ?? nextBatch()
      try {
        await send(batch)
        acknowledged.push(batch)
      } catch {
        waiting.push(batch)
        await delay(20)
      }
    }
  }
  const lanes = Promise.all(Array.from({ length: LANES }, lane))
  await expect.poll(() => acknowledged.length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(before)
  // The lanes are at different steps by now; another insert takes about as long as the first one took.
  await delay(fate * (Date.now() - born))
  death.abort()
  await store.end('kill')
  await lanes
}

const Counted = z.array(z.object({ token: z.string(), rows: z.coerce.number() }))
async function counted(query: string): Promise<Map<string, number>> {
  return new Map(Counted.parse(await ask(query)).map(({ token, rows }) => [token, rows]))
}

/** Repeatable moments: a linear congruential generator (Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
}

test(`${KILLS} times kill -9 during inserts of both contracts: each row is there once in every table, each dead letter too`, async () => {
  const random = seeded(5)
  const waiting: Batch[] = []
  const acknowledged: Batch[] = []
  for (let kill = 0; kill < KILLS; kill++) {
    await insertUntilDeath(waiting, acknowledged, random())
    await store.start()
  }
  for (const batch of waiting) {
    await send(batch)
    acknowledged.push(batch)
  }
  const raw = acknowledged.filter(({ contract }) => contract === 'raw')
  const of = (batches: Batch[], more = 0) => new Map(batches.map(({ token, requests }) => [token, requests + more]))
  const byToken = (rows: Map<string, number>) => Object.fromEntries([...rows].sort())
  expect(
    byToken(
      await counted(`SELECT if(isValidJSON(raw_json), JSONExtractString(raw_json, 'host'), extract(raw_json, 'of (\\\\S+)\\\\.')) AS token,
        count() AS rows FROM ja4_logs.http_logs_raw GROUP BY token`),
    ),
    'raw',
  ).toEqual(byToken(of(raw, MALFORMED)))
  expect(
    byToken(await counted(`SELECT host AS token, count() AS rows FROM ja4_logs.http_logs GROUP BY token`)),
    'typed',
  ).toEqual(byToken(of(acknowledged)))
  expect(
    byToken(
      await counted(`SELECT extract(raw_json, 'of (\\\\S+)\\\\.') AS token, count() AS rows
        FROM ja4_logs.dead_letters WHERE reason = 'not valid JSON' GROUP BY token`),
    ),
    'dead letters',
  ).toEqual(Object.fromEntries(raw.map(({ token }): [string, number] => [token, MALFORMED]).sort()))
  const all = acknowledged.reduce((sum, { requests }) => sum + requests, 0)
  for (const aggregate of AGGREGATE_NAMES) {
    expect(await ask(`SELECT sum(hits) AS hits FROM ja4_processing.${aggregate}`), aggregate).toEqual([{ hits: all }])
  }
  expect(
    byToken(
      await counted(`SELECT host AS token, sum(hits) AS rows FROM ja4_processing.agg_host_ip_ja4_1h GROUP BY token`),
    ),
    'agg_host_ip_ja4_1h',
  ).toEqual(byToken(of(acknowledged)))
  const resent = acknowledged.reduce((sum, { sendings }) => sum + sendings - 1, 0)
  console.log(`${acknowledged.length} batches, sent again ${resent} times`)
  expect(resent).toBeGreaterThan(KILLS)
}, 600_000)
