import { ClickHouseError } from '@clickhouse/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Invalid, Unavailable } from '../model/errors.ts'
import { aRequest } from '../model/request.builder.ts'
import type { Session } from '../model/session.ts'
import { clickhouseFor } from './client.ts'
import { insertHeartbeat } from './health/insert-heartbeat.ts'
import { listSensorHeartbeats } from './health/list-sensor-heartbeats.ts'
import { migrate } from './migrate.ts'
import { migrationStatus } from './migration-status.ts'
import { listSessionRequests } from './requests/list-session-requests.ts'
import { insertScores } from './scores/insert-scores.ts'
import { streamUnscoredFeatures, type UnscoredRow } from './scores/list-unscored-features.ts'
import { getSessionFacts } from './sessions/get-session-facts.ts'
import { getSession } from './sessions/get-session.ts'
import { listSessionHistogram } from './sessions/list-session-histogram.ts'
import { listSessions } from './sessions/list-sessions.ts'
import { ask, insertRaw, startTestStore, type TestStore } from './store.fixture.ts'

const HOUR_MS = 3_600_000
const since = new Date(Date.now() - 2 * HOUR_MS).toISOString()
const until = new Date(Date.now() + HOUR_MS).toISOString()

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

async function onlySession(host: string): Promise<Session> {
  const [session, ...others] = await listSessions({ host, limit: 10 })
  if (!session || others.length > 0) throw new Error(`one session of ${host} expected, more than ${others.length} came`)
  return session
}

const scoreOf = (session: Session, anomaly_score: number) => ({
  ...session,
  anomaly_score,
  raw_anomaly_score: anomaly_score,
  threat_level: 'HIGH' as const,
  model_name: 'eif',
  model_version: 'v1',
  scored_at: new Date().toISOString(),
  features: [1, NaN, 3],
})

test('migrating again does nothing, and several processes at once do no harm', async () => {
  expect(await Promise.all([migrate(), migrate(), migrate()])).toEqual([[], [], []])
  expect((await migrationStatus()).every(({ state }) => state === 'applied')).toBe(true)
})

test('a re-sent batch counts once in raw, typed and aggregate', async () => {
  const batch = [1, 2, 3].map((keepalives) => aRequest({ host: 'again.example', keepalives }))
  for (let each = 0; each < 3; each++) await insertRaw(batch, 'same-token')
  expect(
    await ask(`SELECT
      (SELECT count() FROM ja4_logs.http_logs_raw WHERE raw_json LIKE '%again.example%') AS raw,
      (SELECT count() FROM ja4_logs.http_logs WHERE host = 'again.example') AS typed,
      (SELECT sum(hits) FROM ja4_processing.agg_host_ip_ja4_1h WHERE host = 'again.example') AS hits`),
  ).toEqual([{ raw: 3, typed: 3, hits: 3 }])
})

test('malformed rows become dead letters with a reason and the rest of their batch lands', async () => {
  const year = 365 * 24 * HOUR_MS
  await insertRaw([
    aRequest({ host: 'rest.example' }),
    'nonsense',
    '[1]',
    { ...aRequest(), time: 'yesterday' },
    { ...aRequest(), src_ip: '300.1.1.1' },
    aRequest({ time: new Date(Date.now() + year).toISOString() }),
    aRequest({ time: new Date(Date.now() - year).toISOString() }),
  ])
  expect(
    await ask('SELECT reason, count() AS count FROM ja4_logs.dead_letters GROUP BY reason ORDER BY reason'),
  ).toEqual(
    [
      'not a JSON object',
      'not valid JSON',
      'src_ip is missing or not an address',
      'time is missing or unreadable',
      'time is older than what is kept',
      'time lies in the future',
    ].map((reason) => ({ reason, count: 1 })),
  )
  expect(await onlySession('rest.example')).toMatchObject({ hits: 1 })
})

test('a request is read back as it was written', async () => {
  const request = aRequest({
    host: 'whole.example',
    headers: [
      ['X-Odd', ' é"\\'],
      ['x-odd', '2'],
    ],
  })
  await insertRaw([request, aRequest({ host: 'whole.example', type: 'connection', conn_id: 'bare' })])
  const { session_id, connections } = await onlySession('whole.example')
  expect(await listSessionRequests({ session_id, limit: 10 })).toEqual([request])
  expect(connections).toBe(1)
  expect(await getSession({ session_id })).toMatchObject({ session_id, hits: 1, src_ip: request.src_ip })
  expect(await getSessionFacts({ session_id })).toMatchObject({
    syn: { ip_meta_ttl: 57, tcp_meta_mss: 1460 },
    tls: { ja4: request.ja4, tls_alpn: 'h2,http/1.1' },
    h2_fingerprint: request.h2_fingerprint,
    connections: 1,
  })
})

test('a session claims the newest user agent that was sent, and none only if none ever was', async () => {
  const now = Date.now() - HOUR_MS
  const at = (host: string, minutes: number, user_agent: string) =>
    aRequest({
      host,
      time: new Date(Math.floor(now / HOUR_MS) * HOUR_MS + minutes * 60_000).toISOString(),
      headers: user_agent === '' ? [] : [['user-agent', user_agent]],
    })
  await insertRaw([at('claims.example', 1, 'old/1'), at('claims.example', 3, ''), at('silent.example', 2, '')])
  await insertRaw([at('claims.example', 2, 'new/2'), at('silent.example', 3, '')])
  await insertRaw([at('claims.example', 4, '')])
  const listed = await onlySession('claims.example')
  expect(listed).toMatchObject({ user_agent: 'new/2', hits: 4 })
  expect(await getSession({ session_id: listed.session_id })).toMatchObject({ user_agent: 'new/2' })
  expect(await onlySession('silent.example')).toMatchObject({ user_agent: '', hits: 2 })
})

test('pages by time and by score show every session once', async () => {
  const hosts = Array.from({ length: 7 }, (_, index) => `page-${index}.example`)
  const time = new Date(Date.now() - 60_000).toISOString()
  await insertRaw(hosts.map((host) => aRequest({ host, src_ip: '203.0.113.77', time })))
  const filter = { src_ip: '203.0.113.77', since, until }
  const sessions = await listSessions({ ...filter, limit: 100 })
  await insertScores(sessions.slice(0, 4).map((session, index) => scoreOf(session, index < 2 ? 0.7 : 0.3)))
  for (const sort of ['time', 'score'] as const) {
    const seen: Session[] = []
    for (;;) {
      const last = seen.at(-1)
      const after = last && {
        after_ended_at: last.ended_at,
        after_anomaly_score: last.anomaly_score,
        after_session_id: last.session_id,
      }
      const page = await listSessions({ ...filter, sort, limit: 3, ...after })
      if (page.length === 0) break
      seen.push(...page)
    }
    expect(seen.map(({ host }) => host).sort()).toEqual(hosts)
    if (sort === 'score') {
      expect(seen.map(({ anomaly_score }) => anomaly_score)).toEqual([0.7, 0.7, 0.3, 0.3, null, null, null])
    }
  }
  const histogram = await listSessionHistogram({ ...filter, bucket_seconds: 600 })
  expect(histogram.filter((bucket) => bucket.sessions > 0)).toMatchObject([
    { sessions: 7, requests: 7, by_threat_level: { HIGH: 4, UNSCORED: 3 } },
  ])
  expect(histogram).toHaveLength(19)
  const by_hour = await listSessionHistogram({ ...filter, bucket_seconds: 3600 })
  expect(by_hour.filter((bucket) => bucket.sessions > 0)).toMatchObject([
    { sessions: 7, requests: 7, by_threat_level: { HIGH: 4, UNSCORED: 3 } },
  ])
})

test('sorting by score goes by the newest score of a session, not by its highest', async () => {
  const hosts = Array.from({ length: 6 }, (_, index) => `again-${index}.example`)
  await insertRaw(hosts.map((host) => aRequest({ host, src_ip: '203.0.113.78' })))
  const filter = { src_ip: '203.0.113.78', since, until, sort: 'score' as const }
  const sessions = await listSessions({ ...filter, limit: 100 })
  for (const [age_ms, score] of [
    [2000, () => 0.9],
    [1000, () => 0.9],
    [0, (session: Session) => (session.host < 'again-3' ? 0.9 : 0.1)],
  ] as const) {
    const scored_at = new Date(Date.now() - age_ms).toISOString()
    await insertScores(sessions.map((session) => ({ ...scoreOf(session, score(session)), scored_at })))
  }
  const seen: Session[] = []
  for (let after = {}; ;) {
    const [session] = await listSessions({ ...filter, ...after, limit: 1 })
    if (session === undefined) break
    seen.push(session)
    after = {
      after_anomaly_score: session.anomaly_score,
      after_session_id: session.session_id,
      after_ended_at: session.ended_at,
    }
  }
  expect(seen.map(({ anomaly_score }) => anomaly_score)).toEqual([0.9, 0.9, 0.9, 0.1, 0.1, 0.1])
  expect(seen.map(({ host }) => host).sort()).toEqual(hosts)
})

test('a session is to be scored until scored, and again when it gets requests or the model changes', async () => {
  const { time } = aRequest()
  const window_start = new Date(Math.floor(Date.parse(time) / HOUR_MS) * HOUR_MS).toISOString()
  await insertRaw([aRequest({ host: 'score.example', time })])
  const due = async (model_version: string) => {
    const rows: UnscoredRow[] = []
    const asked = { window_start, model_versions: [model_version] }
    for await (const batch of streamUnscoredFeatures(asked, 1000)) rows.push(...batch)
    return rows.filter(({ host }) => host === 'score.example')
  }
  const [row] = await due('v1')
  expect(row?.features).toHaveLength(96)
  await insertScores([scoreOf(await onlySession('score.example'), 0.5)])
  expect(await due('v1')).toEqual([])
  expect(await due('v2')).toHaveLength(1)
  await insertRaw([aRequest({ host: 'score.example', time, keepalives: 2 })])
  expect(await due('v1')).toMatchObject([{ hits: 2 }])
  expect(
    await ask(`SELECT toString(features) AS features FROM ja4_processing.ml_all_scores WHERE host = 'score.example'`),
  ).toEqual([{ features: '[1,nan,3]' }])
})

test('a plain session without a SYN has NaN, not zero, where nothing was seen', async () => {
  await insertRaw([
    aRequest({ host: 'plain.example', ja4: '', ip_meta_ttl: 0, status_code: 0, clienthello_to_request_ms: -1 }),
  ])
  expect(
    await ask(`SELECT isNaN(tcp_ttl_initial) AND isNaN(tcp_mss_norm) AND isNaN(tcp_wscale) AS syn,
      isNaN(tls_ciphers) AND isNaN(tls13_ratio) AS tls, isNaN(req_4xx) AS answer, isNaN(tim_hello_req) AS latency
      FROM ja4_processing.view_ai_features_1h WHERE host = 'plain.example'`),
  ).toEqual([{ syn: 1, tls: 1, answer: 1, latency: 1 }])
})

test('what a sensor counted in its last minute is told apart from its whole run, and from the run before', async () => {
  const now = Date.now()
  const beat = (seconds_ago: number, run: number, dropped_ring_full: number) =>
    insertHeartbeat({
      sensor_id: 'losing',
      time: new Date(now - seconds_ago * 1000).toISOString(),
      started_at: new Date(now - run * 1000).toISOString(),
      sources: ['ebpf'],
      outputs: ['clickhouse', 'stdout'],
      hooks: [],
      counters: { dropped_ring_full, requests: 1000 - seconds_ago },
    })
  await beat(50, 9000, 999)
  await beat(40, 45, 2)
  await beat(4, 45, 2)
  await beat(0, 45, 9)
  const beats = await listSensorHeartbeats({ since })
  expect(beats.find(({ sensor_id }) => sensor_id === 'losing')).toMatchObject({
    outputs: ['clickhouse', 'stdout'],
    counters: { dropped_ring_full: 9 },
    recent_s: 40,
    recent: { dropped_ring_full: 7, requests: 40 },
  })
})

test.each([
  'INSERT INTO ja4_logs.http_logs_raw (raw_json) VALUES (1)',
  'CREATE TABLE ja4_logs.x (a Int8) ENGINE = Memory',
  "SELECT * FROM file('/etc/passwd', 'LineAsString')",
  "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
  'SET readonly = 0',
  'SELECT * FROM system.users',
])('the reader may not: %s', async (query) => {
  await expect(clickhouseFor('reader').command({ query })).rejects.toThrow(ClickHouseError)
})

test('the writer may not change tables, and nobody enters without a password', async () => {
  await expect(clickhouseFor('writer').command({ query: 'DROP TABLE ja4_logs.http_logs' })).rejects.toThrow(
    /privileges/,
  )
  const anonymous = await fetch(`http://127.0.0.1:${store.port}/?query=SELECT+1`)
  expect(anonymous.ok).toBe(false)
})

test('failures come as Invalid or Unavailable', async () => {
  await expect(listSessions({ limit: 10, since: 'yesterday' })).rejects.toBeInstanceOf(Invalid)
  const question = { session_id: '79bf8-00000000000000000000000000000000' }
  await expect(getSession(question, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(Unavailable)
  await store.end('stop')
  await expect(getSession(question)).rejects.toBeInstanceOf(Unavailable)
  await store.start()
  expect(await getSession(question)).toBeUndefined()
})
