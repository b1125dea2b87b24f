import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, insertRaw, startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import { clickhouseFor } from '#db/clickhouse/client.ts'
import { hoursAgo, readFeatures, requestAt } from './feature-store.fixture.ts'
import { FEATURE_NAMES } from './features.ts'

const hour = hoursAgo(1)
const plain = {
  scheme: 'http' as const,
  http_version: '1.1',
  ja4: '',
  ja3: '',
  ja3_hash: '',
  tls_version: '',
  tls_sni: '',
  tls_alpn: '',
  h2_fingerprint: '',
  syn_to_clienthello_ms: -1,
}
const unseen = {
  ip_meta_ttl: 0,
  ip_meta_id: 0,
  tcp_meta_mss: 0,
  tcp_meta_window_scale: -1,
  tcp_meta_options: '',
  os_guess: '',
}

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

/** Which of the families' features are not known, NaN, of a session. */
async function unknownOf(where: string): Promise<string[]> {
  const feature = await readFeatures(hour, where)
  return FEATURE_NAMES.filter((name) => feature(name) === null)
}

test('one request says what it can; rhythm is not known of it', async () => {
  await insertRaw([requestAt(hour, 0, { host: 'one.example' })])
  const unknown = await unknownOf(`host = 'one.example'`)
  for (const name of [
    'tim_iat_p50',
    'tim_lag1',
    'tim_doc_cv',
    'tim_benford',
    'req_path_entropy',
    'req_trans_entropy',
    'hdr_cookie_return',
  ]) {
    expect(unknown).toContain(name)
  }
  for (const name of [
    'tcp_win_log2',
    'tls13_ratio',
    'h2_window_log2',
    'hdr_count',
    'req_hits',
    'tim_peak_rps',
    'xs_hosts',
  ]) {
    expect(unknown).not.toContain(name)
  }
})

test('without TLS, SYN or HTTP/2 those families are not known', async () => {
  await insertRaw([
    requestAt(hour, 0, { ...plain, ...unseen, host: 'plain.example' }),
    requestAt(hour, 0, { ...unseen, host: 'no-syn.example' }),
  ])
  const unknown = await unknownOf(`host = 'plain.example'`)
  expect(FEATURE_NAMES.slice(0, 11).every((name) => unknown.includes(name))).toBe(true)
  expect(FEATURE_NAMES.slice(12, 24).every((name) => unknown.includes(name))).toBe(true)
  expect(FEATURE_NAMES.slice(25, 36).every((name) => unknown.includes(name))).toBe(true)
  expect((await readFeatures(hour, `host = 'plain.example'`))('h2_ratio')).toBe(0)
  const beyondSyn = await unknownOf(`host = 'no-syn.example'`)
  expect(beyondSyn).toContain('tcp_wscale')
  expect(beyondSyn).not.toContain('tls13_ratio')
})

test('hostile text neither breaks the view nor becomes infinite', async () => {
  const hostile = [
    "'; DROP TABLE x; --",
    '\u0000\u0001',
    '💥'.repeat(200),
    '%',
    '\\',
    '|||',
    '{x: y}',
    ' ',
    '('.repeat(500),
  ]
  await insertRaw(
    hostile.map((text, at) =>
      requestAt(hour, at * 10, {
        src_ip: `2001:db8::${at + 1}`,
        host: 'hostile.example',
        path: `/${text}`,
        query_string: text,
        ja4: text,
        h2_fingerprint: text,
        header_order_signature: text,
        tls_sni: text,
        tls_alpn: text,
        tcp_meta_options: text,
        method: text.slice(0, 20),
        headers: [
          ['user-agent', text],
          ['referer', text],
          ['accept', text],
          ['sec-fetch-dest', text],
          ['sec-ch-ua', text],
        ],
      }),
    ),
  )
  expect(
    await ask(`SELECT toUInt32(count()) AS rows, toUInt32(sum(arrayCount(each -> isInfinite(each), features))) AS infinite
      FROM ja4_processing.view_ai_feature_vectors_1h WHERE host = 'hostile.example'`),
  ).toEqual([{ rows: hostile.length, infinite: 0 }])
})

test('a session of 100,000 requests is counted whole, its rhythm read off the first 512', async () => {
  // One every 30 ms; the rows come youngest first.
  await clickhouseFor('migrator').command({
    query: `INSERT INTO ja4_logs.http_logs (type, time, conn_id, src_ip, host, method, path, keepalives)
      SELECT 'request', fromUnixTimestamp64Milli(toInt64(${hour} + (99999 - number) * 30), 'UTC'), toString(number % 20000),
        toIPv6('192.0.2.8'), 'flood.example', 'GET', concat('/', toString(number)), 1
      FROM numbers(100000)`,
  })
  const feature = await readFeatures(hour, `host = 'flood.example'`)
  expect(feature('req_hits')).toBeCloseTo(Math.log1p(100_000), 9)
  expect(feature('tim_iat_p50')).toBeCloseTo(Math.log1p(30), 9)
  expect(feature('tim_iat_cv')).toBe(0)
  expect(feature('tim_peak_rps')).toBeCloseTo(Math.log1p(34), 9)
  expect(feature('tim_active_min')).toBeCloseTo(50 / 60, 9)
  expect(feature('req_path_entropy')).toBeCloseTo(1, 9)
  // Counts of different things are estimates beyond a few thousand.
  expect(feature('req_path_div')).toBeGreaterThan(0.9)
  expect(feature('tcp_conn_per_req')).toBeGreaterThan(0.18)
  expect(feature('tcp_conn_per_req')).toBeLessThan(0.22)
  const [kept] = z
    .array(z.object({ most: z.number() }))
    .parse(
      await ask(
        `SELECT toUInt32(max(length(finalizeAggregation(requests)))) AS most FROM ja4_processing.agg_request_timing_1h`,
      ),
    )
  expect(kept?.most).toBe(512)
})

test('rows that come an hour late, or twice, leave every aggregate right', async () => {
  const early = hoursAgo(4)
  const batch = (path: string) =>
    [0, 1, 2].map((at) => requestAt(early, at * 1000, { host: 'late.example', path, keepalives: at + 1 }))
  await insertRaw(batch('/a'), 'a')
  await insertRaw([requestAt(hour, 0, { host: 'late.example' })])
  await insertRaw(
    [
      ...batch('/b'),
      requestAt(early, 0, { host: 'late.example', type: 'connection', connection_state: 'scan', method: '' }),
    ],
    'b',
  )
  for (const [path, token] of [
    ['/a', 'a'],
    ['/a', 'a'],
  ] as const)
    await insertRaw(batch(path), token)
  const hits = (table: string, time: string) =>
    `(SELECT toUInt32(sum(hits)) FROM ja4_processing.${table} WHERE ${time} >= toDateTime(${early / 1000}, 'UTC') AND ${time} < toDateTime(${early / 1000 + 3600}, 'UTC'))`
  expect(
    await ask(`SELECT ${hits('agg_host_ip_ja4_1h', 'window_start')} AS a, ${hits('agg_request_timing_1h', 'window_start')} AS b,
      ${hits('agg_header_fingerprint_1h', 'window_start')} AS c, ${hits('agg_ip_behavior_1h', 'window_start')} AS d,
      ${hits('agg_ip_behavior_1m', 'minute')} AS e, ${hits('agg_traffic_1m', 'minute')} AS f,
      (SELECT toUInt32(sum(count_scan)) FROM ja4_processing.agg_traffic_1m) AS scans`),
  ).toEqual([{ a: 6, b: 6, c: 6, d: 6, e: 6, f: 6, scans: 1 }])
  expect((await readFeatures(early, `host = 'late.example'`))('req_hits')).toBeCloseTo(Math.log1p(6), 9)
})

test('a condition on the hour reaches the index of every aggregate that the view reads', async () => {
  const plan = z
    .array(z.object({ explain: z.string() }))
    .parse(
      await ask(
        `EXPLAIN indexes = 1 SELECT * FROM ja4_processing.view_ai_features_1h WHERE window_start = toDateTime(${hour / 1000}, 'UTC')`,
      ),
    )
    .map(({ explain }) => explain)
  const readings = plan.join('\n').split('ReadFromMergeTree').slice(1)
  const hourly = readings.filter((reading) => reading.startsWith(' (ja4_processing.agg_'))
  expect(hourly.length).toBeGreaterThan(4)
  for (const reading of hourly) expect(reading).toMatch(/Condition: .*window_start in/)
})
