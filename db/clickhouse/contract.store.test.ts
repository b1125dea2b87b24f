import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aRequest } from '../model/request.builder.ts'
import { clickhouseFor } from './client.ts'
import { boundParams, registeredQueries, type RegisteredQuery } from './define-query.ts'
import { insertScores } from './scores/insert-scores.ts'
import { insertCycleMetrics } from './scores/insert-cycle-metrics.ts'
import { insertHeartbeat } from './health/insert-heartbeat.ts'
import { ask, insertRaw, startTestStore, type TestStore } from './store.fixture.ts'

const FOLDERS = ['sessions', 'requests', 'connections', 'scores', 'health']
const NOW = new Date()
const HOUR_AGO = new Date(NOW.getTime() - 3_600_000).toISOString()
const SOON = new Date(NOW.getTime() + 3_600_000).toISOString()
const Rows = z.array(z.object({ session_id: z.string(), window_start: z.string() }))

/** Parameters for each query; the session is put in once it is known. */
const everyFilter = { since: HOUR_AGO, until: SOON, host: 'SHOP.example', src_ip: '192.0.2.7', ja4: aRequest().ja4 }
let session_id = '79bf8-00000000000000000000000000000000'
const EXAMPLES: Record<string, () => object[]> = {
  listSessions: () => [
    { limit: 10 },
    { limit: 10, sort: 'score', ...everyFilter },
    { limit: 10, sort: 'time', after_ended_at: SOON, after_session_id: 'zz' },
    { limit: 10, sort: 'score', after_anomaly_score: 1, after_session_id: 'zz' },
  ],
  listSessionHistogram: () => [
    { since: HOUR_AGO, until: SOON, bucket_seconds: 60 },
    { ...everyFilter, bucket_seconds: 600 },
  ],
  getSession: () => [{ session_id }],
  getSessionFacts: () => [{ session_id }],
  getSessionFeatures: () => [{ session_id }],
  getSessionScore: () => [{ session_id }],
  listSessionRequests: () => [
    { session_id, limit: 10 },
    { session_id, limit: 10, after_time: HOUR_AGO, after_conn_id: '', after_keepalives: 0 },
  ],
  listConnections: () => [
    { limit: 10 },
    { limit: 10, since: HOUR_AGO, until: SOON, state: 'scan', src_ip: '192.0.2.9' },
    { limit: 10, after_time: SOON, after_conn_id: '' },
  ],
  listConnectionHistogram: () => [
    { since: HOUR_AGO, until: SOON, bucket_seconds: 600 },
    { since: HOUR_AGO, until: SOON, bucket_seconds: 60, state: 'scan', src_ip: '192.0.2.9' },
  ],
  listConnectionSources: () => [
    { limit: 10 },
    { limit: 10, since: HOUR_AGO, until: SOON, state: 'scan', src_ip: '192.0.2.9' },
  ],
  listUnscoredFeatures: () => [{ since: HOUR_AGO, model_version: 'another', limit: 10 }],
  listTrainingFeatures: () => [{ since: HOUR_AGO, hosts: ['shop.example'], limit: 10 }],
  listFeatureNames: () => [{}],
  lastCycle: () => [{}],
  listSensorHeartbeats: () => [{}, { since: HOUR_AGO }],
  getStoreHealth: () => [{}],
  countDeadLetters: () => [{ since: HOUR_AGO }],
}

for (const folder of FOLDERS) {
  for (const file of readdirSync(join(import.meta.dirname, folder))) {
    await import(/* @vite-ignore */ pathToFileURL(join(import.meta.dirname, folder, file)).href)
  }
}

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

async function run(query: RegisteredQuery, params: object): Promise<unknown[]> {
  const answer = await clickhouseFor('reader').query({
    query: query.sql,
    query_params: boundParams(query.params, params),
    format: 'JSONEachRow',
  })
  return z.array(query.row.strict()).parse(await answer.json())
}

async function seed(): Promise<void> {
  const time = NOW.toISOString()
  await insertRaw([aRequest({ time }), aRequest({ time, keepalives: 2, path: '/next', method: 'POST' }), 'nonsense'])
  await insertRaw([aRequest({ time, type: 'connection', connection_state: 'scan', src_ip: '192.0.2.9' })])
  const [row] = Rows.parse(
    await ask('SELECT session_id, vigie_time_text(window_start) AS window_start FROM ja4_logs.http_logs LIMIT 1'),
  )
  session_id = row?.session_id ?? ''
  await insertScores([
    {
      window_start: row?.window_start ?? '',
      src_ip: '192.0.2.7',
      ja4: aRequest().ja4,
      host: 'shop.example',
      session_id,
      anomaly_score: 0.7,
      raw_anomaly_score: 0.61,
      threat_level: 'HIGH',
      model_name: 'eif',
      model_version: 'v1',
      scored_at: NOW.toISOString(),
      hits: 2,
      features: [1, NaN, 3],
    },
  ])
  await insertCycleMetrics([
    {
      cycle_at: NOW.toISOString(),
      model_name: 'eif',
      model_version: 'v1',
      model_origin: 'bundled',
      scored: 1,
      duration_ms: 3.5,
      anomaly_rate: 0,
      detail: '',
    },
  ])
  await insertHeartbeat({
    sensor_id: 's',
    time: NOW.toISOString(),
    started_at: NOW.toISOString(),
    sources: ['ebpf'],
    outputs: ['clickhouse'],
    hooks: [{ hook: 'tls', target: '/lib/libssl.so.3', state: 'attached', detail: '' }],
    counters: { dropped_records: 3 },
  })
}

describe('every query', () => {
  test.each(registeredQueries.map((query) => [query.name, query] as const))(
    '%s yields the names and nullability that its row shape says, on an empty store',
    async (name, query) => {
      const example = EXAMPLES[name]?.()[0]
      if (!example) throw new Error(`add parameters for ${name}`)
      const described = await clickhouseFor('migrator').query({
        query: `DESCRIBE TABLE (${query.sql})`,
        query_params: boundParams(query.params, example),
        format: 'JSONEachRow',
      })
      const columns = z.array(z.object({ name: z.string(), type: z.string() })).parse(await described.json())
      const yielded = columns.map((column) => [column.name, column.type.includes('Nullable(')])
      const promised = Object.entries(query.row.shape).map(([key, shape]) => [key, z.safeParse(shape, null).success])
      expect(Object.fromEntries(yielded)).toEqual(Object.fromEntries(promised))
      for (const params of EXAMPLES[name]?.() ?? []) await run(query, params)
    },
  )

  describe('on a seeded store', () => {
    beforeAll(seed)
    test.each(registeredQueries.map((query) => [query.name, query] as const))(
      '%s yields rows of its shape for every example',
      async (name, query) => {
        for (const params of EXAMPLES[name]?.() ?? []) {
          expect(await run(query, params), JSON.stringify(params)).not.toHaveLength(0)
        }
      },
    )
  })
})
