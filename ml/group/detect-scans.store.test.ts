import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, insertRaw, startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import type { Request } from '#db/model/request.ts'
import { hoursAgo, requestAt } from '../feature-store.fixture.ts'
import { detectScans } from './detect-scans.ts'

const hour = hoursAgo(1)
const now = new Date(hour + 3_500_000)
const HOSTS = ['a.example', 'b.example', 'c.example', 'd.example']
const WORDS = Array.from({ length: 25 }, (_, index) => `/admin-${index}.php`)
let store: TestStore

/** A list of words tried on a host, no browser. */
const scanOf = (src_ip: string, host: string, words: readonly string[]): Request[] =>
  words.map((path, index) =>
    requestAt(hour, 1000 * index, {
      src_ip,
      host,
      path,
      tls_sni: host,
      status_code: 404,
      conn_id: `${src_ip}-${host}`,
      ja4: 't13d1715h2_5b57614c22b0_3d5424432f57',
      headers: [
        ['host', host],
        ['user-agent', 'scanner <b>'],
      ],
      header_order_signature: 'host,user-agent',
    }),
  )

/** People on every host: the same pages and the same assets, as where one shop system runs many shops. */
const people = HOSTS.flatMap((host) =>
  Array.from({ length: 6 }, (_, person) =>
    Array.from({ length: 12 }, (_, part) =>
      requestAt(hour, 2000 * part, {
        src_ip: `192.0.2.${person + 1}`,
        host,
        tls_sni: host,
        conn_id: `${person}-${host}`,
        path: part % 4 === 0 ? `/page-${part}` : `/theme/${part}.css`,
      }),
    ),
  ).flat(),
)

beforeAll(async () => {
  store = await startTestStore()
  // A program without a browser's headers that reads what people read on every host.
  const reader = HOSTS.flatMap((host) =>
    scanOf('203.0.113.9', host, ['/page-0', '/page-4', '/page-8', '/theme/1.css', '/theme/2.css', '/theme/3.css']),
  )
  await insertRaw([...people, ...reader])
})
afterAll(() => store.dispose())

test('who reads the same pages as people do on every host scans nothing', async () => {
  expect(await detectScans({ now, every_ms: 0 })).toMatchObject({ state: 'done', scans: 0 })
})

test('one address with one list on several hosts is found, with the pairs of hosts as proof', async () => {
  await insertRaw(
    HOSTS.slice(0, 3).flatMap((host) => scanOf('203.0.113.50', host, WORDS.slice(0, host === 'c.example' ? 20 : 25))),
  )
  expect(await detectScans({ now, every_ms: 0 })).toMatchObject({ scans: 1 })
  const [scan] = await ask(
    'SELECT toString(kind) AS kind, toUInt32(address_count) AS addresses, hosts, toUInt32(paths) AS paths, round(jaccard, 3) AS jaccard, length(proof) AS pairs, toUInt32(hits) AS hits FROM ja4_processing.cross_domain_scans FINAL',
  )
  expect(scan).toEqual({
    kind: 'address',
    addresses: 1,
    hosts: HOSTS.slice(0, 3),
    paths: 25,
    jaccard: 0.867,
    pairs: 3,
    hits: 70,
  })
})

test('addresses that look alike and share the hosts among them are one scanner', async () => {
  await insertRaw(
    HOSTS.flatMap((host, index) =>
      scanOf(`203.0.113.${60 + index}`, host, WORDS).map((request) => ({
        ...request,
        header_order_signature: 'other',
      })),
    ),
  )
  expect(await detectScans({ now, every_ms: 0 })).toMatchObject({ scans: 2 })
  const [scan] = await ask(
    "SELECT toUInt32(address_count) AS addresses, length(hosts) AS hosts, jaccard, path_examples[1] AS path FROM ja4_processing.cross_domain_scans FINAL WHERE kind = 'fingerprint'",
  )
  expect(scan).toEqual({ addresses: 4, hosts: 4, jaccard: 1, path: '/admin-0.php' })
})
