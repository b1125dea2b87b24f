import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRequest } from '../model/request.builder.ts'
import type { Connection, ConnectionState } from '../model/connection.ts'
import { listConnectionHistogram } from './connections/list-connection-histogram.ts'
import { listConnectionSources } from './connections/list-connection-sources.ts'
import { listConnections } from './connections/list-connections.ts'
import { listSessions } from './sessions/list-sessions.ts'
import { insertRaw, startTestStore, type TestStore } from './store.fixture.ts'

const now = Date.now()
const at = (seconds_ago: number) => new Date(now - seconds_ago * 1000).toISOString()
const since = at(3600)
const until = at(-3600)

const aConnection = (conn_id: string, connection_state: ConnectionState, src_ip: string, seconds_ago: number) =>
  aRequest({
    type: 'connection',
    time: at(seconds_ago),
    conn_id,
    connection_state,
    src_ip,
    peer_ip: src_ip,
    method: '',
    host: '',
    path: '',
    headers: [],
  })

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
  await insertRaw([
    aConnection('a', 'scan', '203.0.113.1', 30),
    aConnection('b', 'scan', '203.0.113.1', 30),
    aConnection('c', 'slowloris', '203.0.113.1', 900),
    aConnection('d', 'half_open', '203.0.113.2', 20),
    aConnection('e', 'upgraded', '2001:db8::7', 10),
    aRequest({ time: at(5), conn_id: 'f' }),
  ])
})
afterAll(() => store.dispose())

test('connections come newest first, each once over pages, and requests are none of them', async () => {
  const seen: Connection[] = []
  for (;;) {
    const last = seen.at(-1)
    const after = last && { after_time: last.time, after_conn_id: last.conn_id }
    const page = await listConnections({ since, until, limit: 2, ...after })
    if (page.length === 0) break
    seen.push(...page)
  }
  expect(seen.map(({ conn_id }) => conn_id)).toEqual(['e', 'd', 'b', 'a', 'c'])
  expect(seen[0]).toMatchObject({ src_ip: '2001:db8::7', connection_state: 'upgraded' })
})

test('they can be narrowed to a state, an address and a time', async () => {
  const idsOf = async (filter: object) =>
    (await listConnections({ limit: 10, ...filter })).map(({ conn_id }) => conn_id)
  expect(await idsOf({ state: 'scan' })).toEqual(['b', 'a'])
  expect(await idsOf({ src_ip: '203.0.113.2' })).toEqual(['d'])
  expect(await idsOf({ since: at(60), until: at(15) })).toEqual(['d', 'b', 'a'])
})

test('the counts over time and by address add up to the list', async () => {
  const buckets = await listConnectionHistogram({ since, until, bucket_seconds: 300 })
  expect(buckets.length).toBeGreaterThanOrEqual(24)
  expect(buckets.reduce((sum, { connections }) => sum + connections, 0)).toBe(5)
  expect(buckets.reduce((sum, { by_state }) => sum + (by_state['scan'] ?? 0), 0)).toBe(2)
  const sources = await listConnectionSources({ since, until, limit: 10 })
  expect(sources).toMatchObject([
    { src_ip: '203.0.113.1', connections: 3, by_state: { scan: 2, slowloris: 1 }, ports: 1 },
    { src_ip: '2001:db8::7', connections: 1 },
    { src_ip: '203.0.113.2', connections: 1 },
  ])
})

test('a connection without a request makes no session', async () => {
  const sessions = await listSessions({ since, until, limit: 10 })
  expect(sessions.map(({ hits }) => hits)).toEqual([1])
})
