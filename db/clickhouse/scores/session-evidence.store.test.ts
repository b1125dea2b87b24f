import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRequest } from '../../model/request.builder.ts'
import type { Header, Request } from '../../model/request.ts'
import { loadBundledWhereEmpty } from '../../refdata/load-bundled.ts'
import { ask, insertRaw, startTestStore, type TestStore } from '../store.fixture.ts'
import { listSessionEvidence } from './list-session-evidence.ts'

const HOUR_MS = 3_600_000
const window_ms = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS
const window_start = new Date(window_ms).toISOString()
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0'
const PAGE: Header[] = [
  ['user-agent', FIREFOX],
  ['accept', 'text/html,*/*;q=0.8'],
  ['accept-encoding', 'gzip, br'],
  ['sec-fetch-dest', 'document'],
  ['sec-fetch-mode', 'navigate'],
]
const STYLE: Header[] = [
  ['user-agent', FIREFOX],
  ['accept', 'text/css'],
  ['sec-fetch-dest', 'style'],
]
const at = (minute: number, given: Partial<Request>): Request =>
  aRequest({
    time: new Date(window_ms + minute * 60_000).toISOString(),
    ja4: 't13d1617h2_86a278354501_3cbfd9057e0d',
    h2_fingerprint: '1:65536;2:0;4:131072;5:16384|12517377|0|m,p,a,s',
    header_order_signature: 'l5.t0.u0.m0-page',
    headers: PAGE,
    ...given,
  })

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
  await loadBundledWhereEmpty()
  await insertRaw([
    at(1, { src_ip: '192.0.2.1' }),
    at(2, { src_ip: '192.0.2.1', path: '/a.css', headers: STYLE, header_order_signature: 'l3.t0.u0.m0-style' }),
    at(1, { src_ip: '192.0.2.2', client_ip_source: 'x_forwarded_for' }),
    at(1, { src_ip: '192.0.2.3', headers: [...PAGE, ['x-forwarded-for', '198.51.100.9'], ['via', '1.1 me']] }),
    at(1, {
      src_ip: '192.0.2.4',
      headers: [
        [
          'user-agent',
          'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/150.0.0.0 Mobile/15E148 Safari/604.1',
        ],
      ],
    }),
  ])
})
afterAll(() => store.dispose())

const evidenceOf = async (src_ip: string) => {
  const all = await listSessionEvidence({ window_start, session_ids: [] })
  const found = all.find((each) => each.src_ip === src_ip)
  if (found === undefined) throw new Error(`no session of ${src_ip}`)
  return found
}

test('the newest page speaks for a session, not what came after it', async () => {
  expect(await evidenceOf('192.0.2.1')).toMatchObject({
    hits: 2,
    documents: 1,
    claimed_browser: 'Firefox',
    claimed_engine: 'Firefox',
    claimed_os: 'Linux',
    ja4_family: 'Firefox',
    h2_family: 'Firefox',
    header_names: PAGE.map(([name]) => name),
    sec_fetch_dest: 'document',
    os_guess: 'Linux',
    has_syn: true,
    has_tls: true,
    has_h2: true,
    behind_proxy: false,
  })
})

test('a proxy that the sensor trusts makes a session proxied; headers that anybody can write do not', async () => {
  expect((await evidenceOf('192.0.2.2')).behind_proxy).toBe(true)
  expect((await evidenceOf('192.0.2.3')).behind_proxy).toBe(false)
})

test('every browser on iOS has Safari’s engine', async () => {
  expect(await evidenceOf('192.0.2.4')).toMatchObject({
    claimed_browser: 'Chrome',
    claimed_os: 'iOS',
    claimed_engine: 'Safari',
  })
})

test('only the sessions asked for are answered', async () => {
  const { session_id } = await evidenceOf('192.0.2.2')
  const some = await listSessionEvidence({ window_start, session_ids: [session_id] })
  expect(some.map((each) => each.src_ip)).toEqual(['192.0.2.2'])
})

test('the claims count each request once', async () => {
  expect(await ask('SELECT sum(hits) AS claims FROM ja4_processing.agg_client_claims_1h')).toEqual([{ claims: 5 }])
})
