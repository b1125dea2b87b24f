import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertRaw, startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import type { Request } from '#db/model/request.ts'
import { listFeatureNames } from '#db/clickhouse/scores/list-feature-names.ts'
import { headersWith, hoursAgo, readFeatures, requestAt } from './feature-store.fixture.ts'
import { autocorrelation, counts, deviation, entropy, mean, median, pausesOf, share } from './feature-sums.fixture.ts'
import { FEATURE_NAMES, FEATURE_SETS, FEATURES } from './features.ts'

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36'
const hour = hoursAgo(1)
const host = 'shop.example'

/** The first eight requests on one connection, the others on a second one from another stack. */
const ONE = {
  conn_id: 'one',
  ja3_hash: 'a',
  ip_meta_ttl: 57,
  ip_meta_df: true,
  ip_meta_id: 9,
  tcp_meta_window_size: 64_240,
  tcp_meta_mss: 1460,
  tcp_meta_window_scale: 7,
  os_guess: 'Linux',
  syn_to_clienthello_ms: 10,
  clienthello_to_request_ms: 30,
}
const TWO = {
  conn_id: 'two',
  ja3_hash: 'b',
  ip_meta_ttl: 120,
  ip_meta_df: false,
  ip_meta_id: 0,
  tcp_meta_window_size: 65_535,
  tcp_meta_mss: 1400,
  tcp_meta_window_scale: 8,
  os_guess: 'Windows',
  syn_to_clienthello_ms: 20,
  clienthello_to_request_ms: 50,
}

const page = (changed: Readonly<Record<string, string | null>> = {}) => ({
  headers: headersWith({
    'user-agent': WINDOWS,
    'sec-fetch-dest': 'document',
    referer: 'https://www.shop.example/',
    ...changed,
  }),
  header_order_signature: 'page',
})
const asset = (changed: Readonly<Record<string, string | null>> = {}) => ({
  headers: headersWith({
    'user-agent': WINDOWS,
    'sec-fetch-dest': 'image',
    'sec-fetch-mode': 'no-cors',
    cookie: 'a=1',
    ...changed,
  }),
  header_order_signature: 'asset',
})

const requests: Request[] = [
  requestAt(hour, 0, { ...ONE, ...page({ referer: null }), host, path: '/' }),
  requestAt(hour, 80, { ...ONE, ...asset(), host, path: '/a.css' }),
  requestAt(hour, 150, { ...ONE, ...asset({ 'accept-language': null }), host, path: '/b.js' }),
  requestAt(hour, 150, {
    ...ONE,
    ...asset({ 'sec-fetch-mode': 'navigate' }),
    host,
    path: '/img/i.PNG',
    status_code: 404,
  }),
  requestAt(hour, 6500, { ...ONE, ...page({ cookie: 'a=1' }), host, path: '/shop/list' }),
  requestAt(hour, 6560, { ...ONE, ...asset({ 'accept-encoding': 'gzip' }), host, path: '/a.css', status_code: 0 }),
  requestAt(hour, 20_000, { ...ONE, ...page({ accept: '*/*', cookie: 'a=1' }), host, path: '/shop/item/1' }),
  requestAt(hour, 20_040, {
    ...ONE,
    ...asset({ 'sec-ch-ua': '"Chromium"', 'sec-ch-ua-mobile': '?1' }),
    host,
    path: '/d.png',
  }),
  requestAt(hour, 47_000, {
    ...TWO,
    ...page({ 'sec-fetch-mode': 'cors', referer: 'https://evil.example/' }),
    host,
    path: '/shop/item/2/',
  }),
  requestAt(hour, 59_990, { ...TWO, ...page(), host, path: '/login', method: 'POST', tls_sni: 'other.example' }),
  requestAt(hour, 61_000, {
    ...TWO,
    ...page({ referer: null, 'sec-fetch-mode': null }),
    host,
    path: '/robots.txt',
    header_order_signature: 'third',
  }),
  requestAt(hour, 61_500, {
    ...TWO,
    ...page(),
    host,
    path: '/shop/list',
    method: 'HEAD',
    query_string: 'q=1+union+select+2',
    tls_sni: '',
  }),
]
const n = requests.length
const times = requests.map(({ time }) => Date.parse(time))
const pauses = pausesOf(times)
const documents = requests.filter(({ path }) => !/\.(css|js|png)$/i.test(path))
const documentPauses = pausesOf(documents.map(({ time }) => Date.parse(time)))
const moves = documents.slice(1).map(({ path }, at) => `${documents[at]?.path} ${path}`)
const header = (request: Request, name: string) => request.headers.find(([each]) => each === name)?.[1] ?? ''
const depth = (path: string) => path.split('/').filter((part) => part !== '').length
const shareWhere = (holds: (request: Request) => boolean) => share(requests, holds)
const initial = (ttl: number) => (ttl <= 64 ? 64 : 128)

let store: TestStore
let feature: (name: string) => number | null
beforeAll(async () => {
  store = await startTestStore()
  // Out of order, and half of it twice: late rows and batches sent again.
  await insertRaw(requests.slice(6), 'later half')
  await insertRaw(requests.slice(0, 6))
  await insertRaw(requests.slice(6), 'later half')
  feature = await readFeatures(hour, `host = '${host}'`)
})
afterAll(() => store.dispose())

function expectAll(expected: Readonly<Record<string, number>>): void {
  const read = Object.fromEntries(Object.keys(expected).map((name) => [name, feature(name)]))
  for (const [name, value] of Object.entries(expected)) expect(read[name], name).toBeCloseTo(value, 5)
}

test('the store yields exactly the 96, in order, and no model learns from what labels are made of', async () => {
  expect(await listFeatureNames()).toEqual(FEATURE_NAMES)
  expect(FEATURE_NAMES).toHaveLength(96)
  expect(counts(FEATURES.map(({ family }) => family))).toEqual([12, 12, 12, 12, 12, 12, 12, 12])
  expect(FEATURE_SETS.complet).toHaveLength(90)
  expect(FEATURE_SETS.applicatif).toHaveLength(42)
})

describe('what a session tells of itself', () => {
  test('TCP', () =>
    expectAll({
      tcp_ttl_initial: Math.log2(64),
      tcp_hops: mean(requests.map(({ ip_meta_ttl }) => initial(ip_meta_ttl) - ip_meta_ttl)),
      tcp_ttl_std: deviation(requests.map(({ ip_meta_ttl }) => ip_meta_ttl)),
      tcp_df_ratio: shareWhere(({ ip_meta_df }) => ip_meta_df),
      tcp_ipid_zero: shareWhere(({ ip_meta_id }) => ip_meta_id === 0),
      tcp_win_log2: Math.log2(1 + mean(requests.map((each) => each.tcp_meta_window_size))),
      tcp_wscale: 7,
      tcp_mss_norm: mean(requests.map(({ tcp_meta_mss }) => tcp_meta_mss)) / 1460,
      tcp_mss_tunnel: shareWhere(({ tcp_meta_mss }) => tcp_meta_mss === 1400),
      tcp_sig_rarity: 0,
      tcp_os_ua_mismatch: 8 / 12,
      tcp_conn_per_req: 2 / 12,
    }))

  test('TLS', () =>
    expectAll({
      tls13_ratio: 1,
      tls_alpn_h2: 1,
      tls_alpn_http_mismatch: 0,
      tls_sni_absent: 1 / 12,
      tls_sni_host_mismatch: 1 / 12,
      tls_ciphers: 15,
      tls_exts: 16,
      tls_ja4_rarity: 0,
      tls_ja3_per_conn: 1,
      tls_syn_hello: Math.log1p(median(requests.map(({ syn_to_clienthello_ms }) => syn_to_clienthello_ms))),
    }))

  test('HTTP/2', () =>
    expectAll({
      h2_ratio: 1,
      h2_pseudo_mismatch: 0,
      h2_window_log2: Math.log2(1 + 15_663_105),
      h2_init_win_log2: Math.log2(1 + 6_291_456),
      h2_table_log2: Math.log2(1 + 65_536),
      h2_settings_n: 4,
      h2_prio_ratio: 0,
      h2_rarity: 0,
      h2_streams_conn: 12 / 2,
    }))

  test('headers', () =>
    expectAll({
      hdr_count: mean(requests.map(({ headers }) => headers.length)),
      hdr_order_distinct: 3 / 12,
      hdr_order_rarity: 0,
      hdr_order_ja4_conf: 6 / 12,
      hdr_lang_absent: shareWhere((each) => header(each, 'accept-language') === ''),
      hdr_enc_old: shareWhere((each) => !/br|zstd/.test(header(each, 'accept-encoding'))),
      hdr_accept_generic: 1 / 12,
      hdr_secfetch_absent: shareWhere((each) => header(each, 'sec-fetch-mode') === ''),
      // An asset that navigates; documents that do not (cors, none).
      hdr_secfetch_bad: 3 / 12,
      hdr_ch_mismatch: 1 / 12,
      hdr_cookie_return: requests.slice(1).filter((each) => header(each, 'cookie') !== '').length / 11,
      hdr_ua_distinct: 0,
    }))

  test('requests', () =>
    expectAll({
      req_hits: Math.log1p(n),
      req_path_div: new Set(requests.map(({ path }) => path)).size / n,
      req_path_entropy: entropy(requests.map(({ path }) => path)) / Math.log2(n),
      req_trans_entropy: entropy(moves) / Math.log2(moves.length),
      req_depth_std: deviation(requests.map(({ path }) => depth(path))),
      req_asset_ratio: shareWhere((each) => !documents.includes(each)),
      req_robots: 1,
      // Another site's referer, and none; that of / does not count.
      req_orphan: 2 / documents.length,
      req_post: 1 / 12,
      req_odd_method: 1 / 12,
      req_4xx: 1 / 11,
      req_payload: 1 / 12,
    }))

  test('timing', () => {
    const seconds = times.map((time) => Math.floor(time / 1000))
    const octaves = pauses.map((pause) => (pause === 0 ? 'none' : Math.floor(2 * Math.log2(pause))))
    const bins = pauses.map((pause) => Math.floor(Math.log(1 + pause) / Math.log(1.05)))
    const digits = pauses.filter((pause) => pause > 0).map((pause) => Number(String(pause).charAt(0)))
    const benford = [1, 2, 3, 4, 5, 6, 7, 8, 9].reduce((sum, digit) => {
      const law = Math.log10(1 + 1 / digit)
      return sum + (share(digits, (each) => each === digit) - law) ** 2 / law
    }, 0)
    expect(digits).toHaveLength(10)
    expectAll({
      tim_iat_p50: Math.log1p(median(pauses)),
      tim_iat_cv: deviation(pauses) / mean(pauses),
      tim_iat_entropy: entropy(octaves) / Math.log2(pauses.length),
      tim_lag1: autocorrelation(pauses),
      tim_burst: share(pauses, (pause) => pause < 100),
      tim_pause: share(pauses, (pause) => pause > 5000),
      tim_doc_cv: deviation(documentPauses) / mean(documentPauses),
      tim_peak_rps: Math.log1p(Math.max(...counts(seconds))),
      tim_active_min: 2 / 60,
      tim_period: Math.max(...counts(bins)) / pauses.length,
      tim_hello_req: Math.log1p(30),
      tim_benford: benford,
    })
  })

  test('reputation and company, when nobody knows it and nobody else is there', () => {
    expectAll({
      rep_bot_ip: 0,
      rep_bot_ja4: 0,
      rep_crawler_verified: 0,
      rep_scanner_ua: 0,
      rep_ip_age: 0,
      rep_prior_alerts: 0,
      rep_challenge_fail: 0,
      rep_lists: 0,
      rep_ja4_bot_rate: 0.1,
      xs_ip_ja4s: 0,
      xs_ip_uas: 0,
      xs_fleet_size: 0,
      xs_hosts: 0,
      xs_host_sweep: 1 / 2,
      xs_ja4_new: 1,
      xs_fleet_score: 0,
      xs_net24: 0,
      xs_ua_shared: 0,
    })
    for (const name of [
      'rep_asn_hosting',
      'rep_asn_bot_rate',
      'rep_country_rarity',
      'xs_ja4_asn_entropy',
      'xs_host_jaccard',
      'xs_peer_paths',
    ]) {
      expect(feature(name), name).toBeNull()
    }
  })
})
