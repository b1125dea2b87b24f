import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, insertRaw, startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import type { Request } from '#db/model/request.ts'
import { runRules, type RulesResult } from './run-rules.ts'
import { browsing, CHROMIUM_JA4S, ja4Number, PROGRAM_JA4, scripted, signIn, visit } from './traffic.fixture.ts'

const HOUR_MS = 3_600_000
/** Ten minutes into the hour before: whatever the clock says, one hour holds all of it. */
const at = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS + 600_000)
const now = new Date(at.getTime() + 300_000)
const nobody: ReadonlySet<string> = new Set()

const Rows = z.array(
  z.object({
    src_ip: z.string(),
    ja4: z.string(),
    host: z.string(),
    rule: z.string(),
    threat_level: z.string(),
    reason: z.string(),
    session_id: z.string(),
    first_detected_at: z.string(),
    detected_at: z.string(),
    rule_counts: z.record(z.string(), z.number()),
  }),
)

async function anomalies(src_ip?: string) {
  const rows = Rows.parse(
    await ask(`SELECT vigie_ip_text(src_ip) AS src_ip, ja4, host, rule, threat_level, reason, session_id,
      toString(first_detected_at) AS first_detected_at, toString(detected_at) AS detected_at, rule_counts
      FROM ja4_processing.ml_detected_anomalies FINAL ORDER BY src_ip, host, ja4, rule`),
  )
  return rows.filter((row) => src_ip === undefined || row.src_ip === src_ip)
}

/** What hydra, stuffers, gobuster, sqlmap, rotating clients, slow ones and load generators do. */
const HOSTILE: Request[] = [
  ...visit({
    at,
    src_ip: '203.0.113.1',
    count: 37,
    every_ms: 6500,
    of: (i) => ({ ...scripted, ...signIn(false, 2040 + (i % 9)) }),
  }),
  ...visit({
    at,
    src_ip: '203.0.113.2',
    count: 15,
    every_ms: 900,
    of: (i) => ({
      ...scripted,
      path: '/private/',
      status_code: 401,
      headers: [['authorization', `hmac:00000000000000${10 + i}`]],
    }),
  }),
  ...visit({ at, src_ip: '203.0.113.3', count: 25, every_ms: 500, of: (i) => ({ ...scripted, ...signIn(i === 20) }) }),
  ...Array.from({ length: 14 }, (_, client) =>
    visit({
      at,
      src_ip: `198.18.0.${client}`,
      count: 2,
      every_ms: 4000,
      of: () => ({ ...scripted, method: 'POST', path: '/api/login', status_code: 401, host: 'api.example' }),
    }),
  ).flat(),
  ...['a', 'b', 'c', 'd'].flatMap((name) =>
    visit({
      at,
      src_ip: '203.0.113.4',
      count: 4,
      every_ms: 1000,
      of: () => ({ ...scripted, method: 'POST', path: '/wp-login.php', status_code: 403, host: `${name}.example` }),
    }),
  ),
  ...visit({
    at,
    src_ip: '203.0.113.5',
    count: 120,
    every_ms: 50,
    of: (i) => ({ ...scripted, path: `/word-${i}`, status_code: i % 20 === 0 ? 301 : 404 }),
  }),
  ...visit({
    at,
    src_ip: '203.0.113.6',
    count: 130,
    every_ms: 50,
    of: (i) => ({ ...scripted, path: `/soft-${i}`, status_code: 200, response_size: 900 }),
  }),
  ...visit({
    at,
    src_ip: '203.0.113.7',
    count: 12,
    every_ms: 300,
    of: (i) => ({ ...scripted, path: '/item', query_string: `id=${i}%27%20UNION%20SELECT%20${i}--`, status_code: 500 }),
  }),
  ...visit({
    at,
    src_ip: '203.0.113.8',
    count: 16,
    every_ms: 2000,
    of: (i) => ({ ja4: ja4Number(i % 8), path: `/p/${i}` }),
  }),
  ...visit({
    at,
    src_ip: '203.0.113.9',
    count: 30,
    every_ms: 100,
    of: () => ({
      type: 'connection',
      connection_state: 'slowloris',
      method: '',
      path: '',
      host: '',
      ja4: '',
      scheme: 'http',
    }),
  }),
  ...visit({
    at: new Date(Math.ceil(at.getTime() / 60_000) * 60_000),
    src_ip: '203.0.113.10',
    count: 640,
    every_ms: 50,
    of: () => ({ ...scripted, path: '/' }),
  }),
  ...visit({
    at,
    src_ip: '203.0.113.11',
    count: 12,
    every_ms: 20,
    of: (i) => ({
      type: 'connection',
      connection_state: 'half_open',
      method: '',
      path: '',
      host: '',
      ja4: '',
      dst_port: [21, 22, 25, 80, 443, 3306][i % 6] ?? 1,
    }),
  }),
]

/** Twenty-four people of one office: Chromium's few JA4s, some user agents each, pages with everything that belongs to them. */
const OFFICE: Request[] = Array.from({ length: 24 }, (_, person) =>
  visit({
    at: new Date(at.getTime() + person * 3000),
    src_ip: '192.0.2.40',
    count: 40,
    every_ms: 700,
    of: (i) => ({
      ...browsing(i % 20 === 0 ? `/page/${(person + i) % 9}` : `/static/${i % 20}.png`),
      ja4: CHROMIUM_JA4S[person % 4] ?? '',
      status_code: i === 7 ? 404 : 200,
      ...(i === 30 && signIn(person % 6 !== 0)),
    }),
  }),
).flat()

/** A word list at a site that leads on whatever was typed; injections that ask without a known word. */
const QUIET: Request[] = [
  ...visit({
    at,
    src_ip: '203.0.113.12',
    count: 44,
    every_ms: 400,
    of: () => ({
      ...scripted,
      method: 'POST',
      path: '/login',
      status_code: 303,
      response_headers: [['location', '/']],
    }),
  }),
  ...['a', 'b', 'c'].flatMap((name) =>
    visit({
      at,
      src_ip: '203.0.113.14',
      count: 8,
      every_ms: 500,
      of: () => ({
        ...scripted,
        ...{ method: 'POST', path: '/login', status_code: 303, host: `${name}.example` },
        response_headers: [['location', '/']],
      }),
    }),
  ),
  ...visit({
    at,
    src_ip: '203.0.113.13',
    count: 33,
    every_ms: 60,
    of: (i) => ({
      ...scripted,
      path: '/',
      query_string:
        i % 2 === 0 ? `id=1%20AND%20${i}785%3DCAST%28%28CHR%28113%29%29` : `id=1%27%29%20AND%20%28SELECT%20${i}`,
    }),
  }),
]

const PEOPLE: Request[] = [
  ...OFFICE,
  // Somebody who mistypes the password four times and gets in.
  ...visit({
    at,
    src_ip: '192.0.2.41',
    count: 5,
    every_ms: 9000,
    of: (i) => ({ ...browsing('/login'), ...signIn(i === 4) }),
  }),
  // A page with ninety pictures, all of them missing, seen three times.
  ...visit({
    at,
    src_ip: '192.0.2.42',
    count: 273,
    every_ms: 15,
    of: (i) => ({
      ...browsing(i % 91 === 0 ? '/album' : `/thumbs/${i % 91}.jpg`),
      status_code: i % 91 === 0 ? 200 : 404,
    }),
  }),
  // A monitoring program that asks one page each second, and one that is refused there.
  ...visit({ at, src_ip: '192.0.2.43', count: 150, every_ms: 1000, of: () => ({ ...scripted, path: '/healthz' }) }),
  ...visit({
    at,
    src_ip: '192.0.2.44',
    count: 150,
    every_ms: 1000,
    of: () => ({ ...scripted, path: '/status', status_code: 404 }),
  }),
  // A page left open whose log-in is over: it asks again and again, with one token.
  ...visit({
    at,
    src_ip: '192.0.2.45',
    count: 100,
    every_ms: 2500,
    of: () => ({ ...browsing('/api/notes'), status_code: 401, headers: [['authorization', 'hmac:aaaaaaaaaaaaaaaa']] }),
  }),
  ...visit({
    at,
    src_ip: '192.0.2.45',
    count: 100,
    every_ms: 2500,
    of: () => ({ ...browsing('/auth/refresh'), method: 'POST', status_code: 401 }),
  }),
  // A writer at work on a WordPress, whose page asks by itself.
  ...visit({
    at,
    src_ip: '192.0.2.46',
    count: 90,
    every_ms: 3000,
    of: (i) => ({
      ...browsing(i % 3 === 0 ? '/wp-admin/post.php' : '/wp-admin/admin-ajax.php'),
      method: i % 3 === 0 ? 'GET' : 'POST',
      response_size: 120,
    }),
  }),
  // A browser that opens connections in advance, and a balancer that knocks at two ports.
  ...visit({
    at,
    src_ip: '192.0.2.47',
    count: 240,
    every_ms: 900,
    of: (i) => browsing(i % 12 === 0 ? '/news' : `/img/${i % 12}.webp`),
  }),
  ...visit({
    at,
    src_ip: '192.0.2.47',
    count: 12,
    every_ms: 20_000,
    of: () => ({ type: 'connection', connection_state: 'slowloris', method: '', path: '', host: '' }),
  }),
  ...visit({
    at,
    src_ip: '192.0.2.48',
    count: 140,
    every_ms: 2000,
    of: (i) => ({
      type: 'connection',
      connection_state: 'scan',
      method: '',
      path: '',
      host: '',
      ja4: '',
      dst_port: i % 2 === 0 ? 80 : 443,
    }),
  }),
  // A reader of a page on SQL, who searches twice.
  ...visit({
    at,
    src_ip: '192.0.2.49',
    count: 3,
    every_ms: 30_000,
    of: (i) => ({ ...browsing('/search'), query_string: `q=union+select&page=${i}` }),
  }),
  // Somebody who looks for books by what they say.
  ...visit({
    at,
    src_ip: '192.0.2.51',
    count: 8,
    every_ms: 20_000,
    of: (i) => ({
      ...browsing('/search'),
      query_string: `q=${encodeURIComponent(
        ["rock 'n' roll and 2 more", 'select a gift from us', 'and 2021 in paris', 'cats; ls 5', "guys' and dolls"][
          i % 5
        ] ?? '',
      )}&page=${i}&id=5`,
    }),
  }),
  // A program that fetches its token each minute, as it is told to.
  ...visit({
    at,
    src_ip: '192.0.2.52',
    count: 45,
    every_ms: 60_000,
    of: () => ({
      ...scripted,
      method: 'POST',
      path: '/oauth/token',
      response_headers: [['content-type', 'application/json']],
    }),
  }),
  // A crawler that asks three hundred pages of different sizes, some of them gone.
  ...visit({
    at,
    src_ip: '192.0.2.50',
    count: 140,
    every_ms: 2000,
    of: (i) => ({
      ...scripted,
      path: `/articles/${i}`,
      response_size: 3000 + i * 97,
      status_code: i % 12 === 0 ? 404 : 200,
    }),
  }),
  // Signing in is broken for everybody: people with the same browser, each fails a few times.
  ...Array.from({ length: 16 }, (_, person) => [
    ...visit({
      at,
      src_ip: `192.0.2.${60 + person}`,
      count: 8,
      every_ms: 300,
      of: (i) => ({
        ...browsing(i === 0 ? '/login' : `/static/${i}.css`, 'broken.example'),
        ja4: CHROMIUM_JA4S[person % 2] ?? '',
      }),
    }),
    ...visit({
      at,
      src_ip: `192.0.2.${60 + person}`,
      count: 3,
      every_ms: 8000,
      of: () => ({
        ...browsing('/login', 'broken.example'),
        method: 'POST',
        status_code: 403,
        ja4: CHROMIUM_JA4S[person % 2] ?? '',
      }),
    }),
  ]).flat(),
]

let store: TestStore
let first: RulesResult

beforeAll(async () => {
  store = await startTestStore()
  for (let from = 0; from < HOSTILE.length + QUIET.length + PEOPLE.length; from += 2000) {
    await insertRaw([...HOSTILE, ...QUIET, ...PEOPLE].slice(from, from + 2000))
  }
  first = await runRules({ now, since: at, tolerated: nobody })
}, 60_000)

afterAll(() => store.dispose())

describe('what machines do is flagged, with its counts', () => {
  test.each([
    ['203.0.113.1', 'brute_force', 'HIGH', '37 log-in tries in 4 minutes, 37 refused.'],
    ['203.0.113.2', 'brute_force', 'HIGH', '15 log-in tries in 13 seconds, 15 refused.'],
    ['203.0.113.3', 'brute_force', 'CRITICAL', '25 log-in tries in 12 seconds, 24 refused; then one was accepted.'],
    [
      '198.18.0.3',
      'credential_stuffing',
      'HIGH',
      'One of 14 addresses with the same fingerprint that try to log in here: 28 tries, 28 refused.',
    ],
    ['203.0.113.4', 'credential_stuffing', 'HIGH', '16 log-in tries at 4 hosts in 3 seconds, 16 refused.'],
    ['203.0.113.5', 'path_scan', 'HIGH', '114 different paths that are not there, in 120 requests in 6 seconds.'],
    [
      '203.0.113.6',
      'path_scan',
      'MEDIUM',
      '130 different paths that all got the same answer, in 130 requests in 7 seconds; no page leads to them.',
    ],
    ['203.0.113.7', 'attack_payload', 'HIGH', '12 different requests with attack characters, in 4 seconds.'],
    [
      '203.0.113.8',
      'ja4_rotation',
      'HIGH',
      'The address had 8 JA4s in 16 requests and 1 user agent, one of which with 8 of them.',
    ],
    [
      '203.0.113.9',
      'slowloris',
      'HIGH',
      '30 connections held open without a complete request, 0 requests from the address.',
    ],
    [
      '203.0.113.10',
      'request_rate',
      'MEDIUM',
      '640 requests of the address in one minute, 640 of this session in the hour.',
    ],
    [
      '203.0.113.11',
      'connection_scan',
      'MEDIUM',
      '12 connections without a request, to 6 ports of 1 server, within a second.',
    ],
    [
      '203.0.113.12',
      'brute_force',
      'HIGH',
      '44 log-in tries in 18 seconds by a program that loads nothing else, 0 refused; the answers do not tell whether one was right.',
    ],
    ['203.0.113.14', 'credential_stuffing', 'HIGH', '24 log-in tries at 3 hosts in 4 seconds, 0 refused.'],
    ['203.0.113.13', 'attack_payload', 'HIGH', '17 different requests with attack characters, in 2 seconds.'],
  ])('%s: %s', async (src_ip, rule, threat_level, reason) => {
    const rows = await anomalies(src_ip)
    expect(rows[0]).toMatchObject({ rule, threat_level, reason })
    expect(new Set(rows.map((row) => row.rule))).toEqual(new Set([rule]))
  })

  test('every session of an address that rotates, each address of a fleet that stuffs, each host of a word list', async () => {
    expect(await anomalies('203.0.113.8')).toHaveLength(8)
    expect((await anomalies()).filter(({ src_ip }) => src_ip.startsWith('198.18.0.'))).toHaveLength(14)
    expect(await anomalies('203.0.113.4')).toHaveLength(4)
  })

  test('connections without a request belong to no session, all else does', async () => {
    const all = await anomalies()
    const without = all.filter(({ session_id }) => session_id === '').map(({ src_ip }) => src_ip)
    expect(without).toEqual(['203.0.113.11', '203.0.113.9'])
    expect(first).toMatchObject({ state: 'ran', flagged: all.length, written: all.length, capped: [] })
  })
})

test('people, offices, balancers, monitoring, and a site whose log-in is broken are not flagged', async () => {
  expect((await anomalies()).filter(({ src_ip }) => src_ip.startsWith('192.0.2.'))).toEqual([])
})

describe('saying it again', () => {
  test('writes nothing while the counts stand still', async () => {
    expect(await runRules({ now, since: at, tolerated: nobody })).toMatchObject({ flagged: first.flagged, written: 0 })
  })

  test('replaces what was said when they grow, and keeps when it was said first', async () => {
    const [before] = await anomalies('203.0.113.1')
    await insertRaw(
      visit({
        at: now,
        src_ip: '203.0.113.1',
        count: 80,
        every_ms: 1000,
        of: () => ({ ...scripted, ...signIn(false) }),
      }),
    )
    const later = new Date(now.getTime() + 90_000)
    expect(await runRules({ now: later, since: at, tolerated: nobody })).toMatchObject({
      flagged: first.flagged,
      written: 1,
    })
    const after = await anomalies('203.0.113.1')
    expect(after).toHaveLength(1)
    expect(after[0]).toMatchObject({
      threat_level: 'CRITICAL',
      rule_counts: { login_tries: 117, refused: 117 },
      first_detected_at: before?.first_detected_at,
    })
    expect(after[0]?.detected_at).not.toBe(before?.detected_at)
  })

  test('a second pass at the same time is turned away', async () => {
    const passes = await Promise.all([1, 2].map(() => runRules({ now, since: at, tolerated: nobody })))
    expect(passes.map(({ state }) => state)).toEqual(['ran', 'busy'])
  })
})

test('a client that an analyst tolerates is left out, and a rule that is off says nothing', async () => {
  const tolerated = new Set([JSON.stringify(['203.0.113.5', PROGRAM_JA4, 'shop.example'])])
  const { thresholds } = await import('./config.ts')
  const result = await runRules({ now, since: at, tolerated, limits: { ...thresholds, attacks: 0 } })
  expect(result.left_out).toBe(1)
  expect(result.by_rule).toMatchObject({ path_scan: 1 })
  expect(result.by_rule).not.toHaveProperty('attack_payload')
})
