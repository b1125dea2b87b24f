import { afterAll, beforeAll, expect, test } from 'vitest'
import { clickhouseFor } from '#db/clickhouse/client.ts'
import { ask, insertRaw, startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import { loadBundledWhereEmpty } from '#db/refdata/load-bundled.ts'
import { headersWith, hoursAgo, readFeatures, requestAt } from './feature-store.fixture.ts'
import { entropy } from './feature-sums.fixture.ts'

const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36'
const CHROME_JA4 = 't13d1516h2_8daaf6152771_806a8c22fdea'
const CURL_JA4 = 't13d3112h2_e8f1e7e78f70_b26ce05bbdd6'
const CURL_H2 = '3:100;4:33554432;2:0|33488897|0|m,p,s,a'
const chrome = { ja4: CHROME_JA4, headers: headersWith({ 'user-agent': CHROME }), header_order_signature: 'chrome' }

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
  await loadBundledWhereEmpty()
})
afterAll(() => store.dispose())

async function expectAll(
  hour: number,
  where: string,
  expected: Readonly<Record<string, number | null>>,
): Promise<void> {
  const feature = await readFeatures(hour, where)
  for (const [name, value] of Object.entries(expected)) {
    const read = feature(name)
    if (value === null || read === null) expect(read, name).toBe(value)
    else expect(read, name).toBeCloseTo(value, 5)
  }
}

async function insert(table: string, values: readonly object[]): Promise<void> {
  await clickhouseFor('migrator').insert({ table: `ja4_processing.${table}`, values, format: 'JSONEachRow' })
}

test('a browser agrees with itself; what copies its TLS alone, or its name alone, does not', async () => {
  const hour = hoursAgo(1)
  await insertRaw([
    requestAt(hour, 0, { ...chrome, src_ip: '192.0.2.1', host: 'honest.example' }),
    requestAt(hour, 0, { ...chrome, src_ip: '192.0.2.2', host: 'impersonator.example', h2_fingerprint: CURL_H2 }),
    requestAt(hour, 0, {
      ...chrome,
      src_ip: '192.0.2.3',
      host: 'named.example',
      ja4: CURL_JA4,
      h2_fingerprint: CURL_H2,
    }),
    requestAt(hour, 0, {
      ja4: CURL_JA4,
      src_ip: '192.0.2.4',
      host: 'curl.example',
      h2_fingerprint: CURL_H2,
      headers: [['user-agent', 'curl/7.88.1']],
    }),
  ])
  const own = {
    tls_ja4_browser: 1,
    tls_ja4_ua_mismatch: 0,
    h2_known: 1,
    h2_ja4_match: 1,
    h2_ua_match: 1,
    h2_pseudo_mismatch: 0,
    rep_bot_ja4: 0,
  }
  await expectAll(hour, `host = 'honest.example'`, own)
  const copied = { h2_known: 0, h2_ja4_match: 0, h2_ua_match: 0, h2_pseudo_mismatch: 1 }
  await expectAll(hour, `host = 'impersonator.example'`, { ...own, ...copied })
  const named = { tls_ja4_browser: 0, tls_ja4_ua_mismatch: 1, rep_bot_ja4: 1 }
  await expectAll(hour, `host = 'named.example'`, { ...copied, ...named })
  await expectAll(hour, `host = 'curl.example'`, {
    tls_ja4_browser: 0,
    tls_ja4_ua_mismatch: 0,
    h2_known: 0,
    h2_ua_match: null,
    h2_pseudo_mismatch: null,
    rep_bot_ja4: 1,
  })
})

test('rarity counts addresses of the hour', async () => {
  const hour = hoursAgo(2)
  const common = Array.from({ length: 7 }, (_, at) =>
    requestAt(hour, at, { ...chrome, src_ip: `192.0.2.${10 + at}`, conn_id: `c${at}`, host: 'rare.example' }),
  )
  // The eighth has its own everything, from another country.
  const rare = requestAt(hour, 9, {
    ...chrome,
    src_ip: '198.51.100.1',
    host: 'rare.example',
    ja4: CURL_JA4,
    h2_fingerprint: CURL_H2,
    header_order_signature: 'own',
    tcp_meta_mss: 1400,
  })
  await insertRaw([...common, rare])
  const rarities = { tcp_sig_rarity: 3, tls_ja4_rarity: 3, h2_rarity: 3, hdr_order_rarity: 3, rep_country_rarity: 3 }
  await expectAll(hour, `src_ip = toIPv6('198.51.100.1')`, {
    ...rarities,
    xs_fleet_size: 0,
    xs_ua_shared: 0,
    xs_net24: 0,
    rep_asn_hosting: 1,
  })
  const usual = Math.log2(8 / 7)
  await expectAll(hour, `src_ip = toIPv6('192.0.2.10')`, {
    tcp_sig_rarity: usual,
    tls_ja4_rarity: usual,
    h2_rarity: usual,
    hdr_order_rarity: usual,
    rep_country_rarity: usual,
    xs_fleet_size: Math.log(7),
    xs_ua_shared: Math.log(7),
    xs_net24: Math.log(7),
    rep_asn_hosting: 0,
    xs_ja4_asn_entropy: 0,
  })
})

test('an address is counted over its hosts, fingerprints and agents; the same paths on many hosts are noticed', async () => {
  const hour = hoursAgo(3)
  const from = { src_ip: '2001:db8::7', ja4: CURL_JA4, headers: headersWith({ 'user-agent': 'one' }) }
  await insertRaw([
    ...['/admin', '/wp-login.php', '/.env', '/'].map((path, at) =>
      requestAt(hour, at, { ...from, host: 'a.example', path }),
    ),
    ...['/admin', '/wp-login.php', '/x'].map((path, at) => requestAt(hour, at, { ...from, host: 'b.example', path })),
    requestAt(hour, 65_000, {
      ...from,
      host: 'c.example',
      path: '/elsewhere',
      headers: headersWith({ 'user-agent': 'two' }),
    }),
    requestAt(hour, 0, {
      ...from,
      host: 'c.example',
      ja4: CHROME_JA4,
      headers: headersWith({ 'user-agent': 'three' }),
    }),
  ])
  await expectAll(hour, `host = 'a.example'`, {
    xs_ip_ja4s: Math.log(2),
    xs_ip_uas: Math.log(3),
    xs_hosts: Math.log(3),
    xs_host_sweep: 3 / 2,
    // a and b share 2 of 5 paths, c shares none.
    xs_host_jaccard: (2 / 5 + 0 + 0) / 3,
    xs_net24: 0,
  })
})

test('peers are other addresses with the same fingerprint on the host', async () => {
  const hour = hoursAgo(4)
  const asked = { '192.0.2.1': ['/a', '/b'], '192.0.2.2': ['/a'], '198.51.100.2': ['/a', '/c'], '2001:db8::1': ['/d'] }
  await insertRaw(
    Object.entries(asked).flatMap(([src_ip, paths]) =>
      paths.map((path, at) => requestAt(hour, at, { ...chrome, src_ip, host: 'peers.example', path })),
    ),
  )
  const networks = ['64496', '64496', '64497', '64500']
  await expectAll(hour, `src_ip = toIPv6('192.0.2.1')`, {
    // /a was asked by two of three others, /b by none.
    xs_peer_paths: (2 / 3 + 0) / 2,
    xs_net24: Math.log(2),
    xs_fleet_size: Math.log(4),
    xs_ja4_asn_entropy: entropy(networks) / 2,
    rep_country_rarity: Math.log2(4 / 3),
  })
  await expectAll(hour, `src_ip = toIPv6('2001:db8::1')`, { xs_peer_paths: 0, xs_net24: 0 })
})

test('lists tell of addresses and agents; a crawler is believed from its own ranges alone', async () => {
  const hour = hoursAgo(5)
  const google = {
    headers: headersWith({ 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }),
  }
  await insertRaw([
    requestAt(hour, 0, { ...google, src_ip: '66.249.64.9', host: 'verified.example' }),
    requestAt(hour, 0, { ...google, src_ip: '192.0.2.66', host: 'pretended.example' }),
    requestAt(hour, 0, {
      src_ip: '162.142.125.9',
      host: 'scanner.example',
      headers: headersWith({ 'user-agent': 'sqlmap/1.7' }),
    }),
  ])
  await expectAll(hour, `host = 'verified.example'`, { rep_crawler_verified: 1, rep_bot_ip: 0, rep_scanner_ua: 0 })
  await expectAll(hour, `host = 'pretended.example'`, { rep_crawler_verified: -1 })
  await expectAll(hour, `host = 'scanner.example'`, { rep_crawler_verified: 0, rep_bot_ip: 1, rep_scanner_ua: 1 })
})

test('what looks back knows the hours before alone', async () => {
  const [first, again, later] = [hoursAgo(16), hoursAgo(10), hoursAgo(8)]
  const visitor = { ...chrome, src_ip: '192.0.2.99', host: 'past.example' }
  for (const hour of [first, again, later]) await insertRaw([requestAt(hour, 0, visitor)])
  await insertRaw([requestAt(later, 0, { ...visitor, ja4: CURL_JA4 })])
  const score = (hour: number, session: number, threat_level: string) => ({
    window_start: hour / 1000,
    src_ip: '::ffff:192.0.2.99',
    ja4: CHROME_JA4,
    host: 'past.example',
    session_id: `s${session}`,
    anomaly_score: 0.5,
    raw_anomaly_score: 0.5,
    threat_level,
    model_name: 'm',
    model_version: 'v',
    scored_at: hour / 1000,
    hits: 1,
  })
  // Ten sessions before, three of them bots, one scored twice; those of the window itself must not count.
  await insert('ml_all_scores', [
    ...Array.from({ length: 10 }, (_, at) => score(again, at, at < 3 ? 'HIGH' : 'NORMAL')),
    score(again, 0, 'CRITICAL'),
    ...Array.from({ length: 20 }, (_, at) => score(later, 100 + at, 'CRITICAL')),
  ])
  const alert = (hour: number, rule: string) => ({
    detected_at: hour / 1000,
    window_start: hour / 1000,
    src_ip: '::ffff:192.0.2.99',
    ja4: CHROME_JA4,
    host: 'past.example',
    rule,
    session_id: 's',
  })
  await insert('ml_detected_anomalies', [
    alert(first, ''),
    alert(again, ''),
    alert(again, 'path_scanning'),
    alert(later, ''),
  ])
  await insert('challenge_results', [
    { window_start: again / 1000, src_ip: '::ffff:192.0.2.99', served: 3, failed: 2 },
    { window_start: later / 1000, src_ip: '::ffff:192.0.2.99', served: 9, failed: 9 },
  ])
  const fleet = (hour: number, fleet_score: number) => ({
    detected_at: hour / 1000,
    window_start: hour / 1000,
    fleet_id: 'f',
    fleet_score,
    members: [{ src_ip: '::ffff:192.0.2.99', ja4: CHROME_JA4, asn: 64_496, sessions: 1, proof: '' }],
  })
  await insert('fleet_detections', [fleet(again, 0.75), fleet(later, 0.9)])
  const known = `ja4 = '${CHROME_JA4}' AND host = 'past.example'`
  const nothing = { rep_ip_age: 0, xs_ja4_new: 1, rep_prior_alerts: 0, rep_challenge_fail: 0, xs_fleet_score: 0 }
  await expectAll(first, known, { ...nothing, rep_ja4_bot_rate: 1 / 10, rep_asn_bot_rate: 1 / 10 })
  await expectAll(again, known, {
    ...nothing,
    rep_ip_age: Math.log1p(6),
    xs_ja4_new: 0,
    rep_prior_alerts: Math.log1p(1),
  })
  await expectAll(later, known, {
    rep_ip_age: Math.log1p(8),
    xs_ja4_new: 0,
    rep_prior_alerts: Math.log1p(3),
    rep_challenge_fail: 2 / 4,
    xs_fleet_score: 0.75,
    rep_ja4_bot_rate: 4 / 20,
    rep_asn_bot_rate: 4 / 20,
  })
  await expectAll(later, `ja4 = '${CURL_JA4}' AND host = 'past.example'`, {
    xs_ja4_new: 1,
    rep_ip_age: Math.log1p(8),
    xs_fleet_score: 0,
  })
  expect(await ask('SELECT count() > 0 AS is_there FROM ja4_processing.bot_rates_1h')).toEqual([{ is_there: 1 }])
})
