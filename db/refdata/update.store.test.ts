import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { gzipSync } from 'node:zlib'
import { clickhouseFor } from '../clickhouse/client.ts'
import { ask, startTestStore, type TestStore } from '../clickhouse/store.fixture.ts'
import { body, startListServer, type Answer, type ListServer } from './list-server.fixture.ts'
import { ListDefinition } from './list-definition.ts'
import { updateList } from './update-list.ts'
import { knownLists } from './versions.ts'

let store: TestStore
let server: ListServer
beforeAll(async () => {
  store = await startTestStore()
  server = await startListServer()
})
afterAll(async () => {
  await server.close()
  await store.dispose()
})

/** A hundred blocks of which the first is looked up everywhere below. */
const good = (rows = 100, first = '8.8.8.0/24') =>
  [first, ...Array.from({ length: rows - 1 }, (_, index) => `9.${Math.floor(index / 256)}.${index % 256}.0/24`)].join(
    '\n',
  )
const list = (more: Partial<ListDefinition> = {}) =>
  ListDefinition.parse({
    name: 'bad_ones',
    title: 'Bad ones',
    kind: 'bot',
    format: 'prefix_lines',
    url: server.url,
    licence: 'test',
    enabled: true,
    label: 'Bad one',
    allow_http: true,
    allow_private: true,
    max_bytes: 200_000,
    max_unpacked_bytes: 400_000,
    timeout_s: 1,
    ...more,
  })
const update = async (answer: Answer, more: Partial<ListDefinition> = {}, acceptChange = false) => {
  server.answer(answer)
  const definition = list(more)
  return updateList(definition, (await knownLists()).get(definition.name), {
    acceptChange,
    directory: store.stateDirectory,
  })
}
const named = (address: string) =>
  ask(`SELECT dictGet('ja4_processing.dict_bot_ip', 'bot_name', toIPv6('${address}')) AS name`)

beforeEach(async () => {
  expect(await update(body(good(), { etag: '"1"' }))).toMatchObject({ detail: '' })
})

test('a good list is taken, and the same again is only noted', async () => {
  expect(await named('8.8.8.1')).toEqual([{ name: 'Bad one' }])
  const unchanged: Answer = (response, { headers }) => {
    response.writeHead(headers['if-none-match'] === '"1"' ? 304 : 500).end()
  }
  expect(await update(unchanged)).toMatchObject({ outcome: 'unchanged', rows: 100 })
  expect(await update(body(good()))).toMatchObject({ outcome: 'unchanged' })
  expect((await knownLists()).get('bad_ones')).toMatchObject({
    rows: 100,
    counts: true,
  })
})

test('a newer version takes the place of the older one whole', async () => {
  expect(await update(body(good(101, '7.7.7.0/24')))).toMatchObject({ outcome: 'loaded', rows: 101 })
  expect(await named('8.8.8.1')).toEqual([{ name: '' }])
  expect(await named('7.7.7.7')).toEqual([{ name: 'Bad one' }])
  // The version that counts and the one before it, no more.
  expect(await ask('SELECT uniqExact(version) <= 2 AS few FROM ja4_processing.ref_ip_lists')).toEqual([{ few: 1 }])
})

const gzip = gzipSync(good(5000))
const POISON: [string, Answer, RegExp][] = [
  [
    'a promise of more bytes than come',
    (response) => {
      response.writeHead(200, { 'content-length': '5000' }).write('8.8.8.0/24\n')
      setTimeout(() => response.destroy(), 20)
    },
    /could not be fetched|cut short/,
  ],
  ['gzip that is cut off', body(gzip.subarray(0, gzip.length - 200)), /cannot be unpacked/],
  [
    'gzip with damage inside',
    body(Buffer.concat([gzip.subarray(0, 200), Buffer.alloc(40, 7), gzip.subarray(240)])),
    /cannot be unpacked/,
  ],
  ['the whole Internet', body(`${good()}\n0.0.0.0/0`), /whole Internet/],
  ['the whole Internet of version 6', body(`${good()}\n::/0`), /whole Internet/],
  ['half of the Internet', body(`${good()}\n128.0.0.0/1`), /never on the Internet|broader/],
  ['a broad block', body(`${good()}\n12.0.0.0/8`), /broader/],
  ['private addresses', body(`${good()}\n192.168.1.0/24`), /never on the Internet: 192.168.1.0/],
  ['ten times the rows', body(good(1000)), /1000 rows where the version before had 100/],
  ['less than half of the rows', body(good(49)), /49 rows where the version before had 100/],
  ['a web page', body('<!DOCTYPE html><title>Sorry</title>'), /web page/],
  ['bytes that are no text', body(Buffer.from([0xff, 0xfe, 0x00, 0x81, 0x8d])), /not text/],
  ['text with a NUL in it', body('8.8.8.0/24\0\n'), /not text/],
  ['words where addresses should be', body(`${good()}\nlorem\nipsum`), /2 of 102 lines cannot be read/],
  ['nothing', body(''), /empty/],
  ['comments only', body('# moved to another place\n'), /0 rows/],
  ['a line without an end', body('8'.repeat(100_000)), /no end/],
  ['more bytes than allowed', body(good(20_000)), /more than 200000/],
  ['a gzip bomb', body(gzipSync(Buffer.alloc(50_000_000, '8.8.8.0/24\n'))), /unpacks to more than 400000 bytes/],
  ['an error', (response) => response.writeHead(503).end('later'), /answered 503/],
  [
    'a server that never ends',
    (response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write('#\n'), 50)
      response.on('close', () => clearInterval(drip))
    },
    /within 1 s/,
  ],
  ['a server that says nothing', () => undefined, /within 1 s/],
  [
    'redirects without end',
    (response, { url }) => response.writeHead(302, { location: `${url ?? ''}x` }).end(),
    /redirects/,
  ],
  [
    'a redirect into a file',
    (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    /file:\/\/ is not allowed/,
  ],
]

test.each(POISON)('%s is refused, and the version before answers on', async (_what, answer, reason) => {
  const outcome = await update(answer)
  expect(outcome).toMatchObject({ outcome: 'failed' })
  expect(outcome.detail).toMatch(reason)
  expect(await named('8.8.8.1')).toEqual([{ name: 'Bad one' }])
  expect(await named('128.1.1.1')).toEqual([{ name: '' }])
  const known = (await knownLists()).get('bad_ones')
  expect(known).toMatchObject({ rows: 100, counts: true, last_failure: outcome.detail })
  expect(Date.parse(known?.last_failure_at ?? '')).toBeGreaterThan(Date.parse(known?.loaded_at ?? ''))
})

test('without leave, neither a plain nor a private address is asked, by whatever way', async () => {
  const asked = server.requests.length
  expect((await update(body(good()), { allow_http: false })).detail).toMatch(/http:\/\/ is not allowed/)
  expect((await update(body(good()), { allow_private: false })).detail).toMatch(/127.0.0.1 is not a public address/)
  const port = new URL(server.url).port
  for (const host of [
    'localhost',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    '2130706433',
    '169.254.169.254',
    '[64:ff9b::7f00:1]',
  ]) {
    const { detail } = await update(body(good()), { allow_private: false, url: `http://${host}:${port}/list` })
    expect(detail).toMatch(/not (a )?public/)
  }
  expect(server.requests).toHaveLength(asked)
})

test('a person may agree to a large change', async () => {
  expect(await update(body(good(1000)), {}, true)).toMatchObject({ outcome: 'loaded', rows: 1000 })
  expect(await update(body(good()), {}, true)).toMatchObject({ outcome: 'loaded', rows: 100 })
})

test('a list of which a dictionary cannot be built gives way to the version before', async () => {
  const { name } = list()
  const before = (await knownLists()).get(name)
  await clickhouseFor('migrator').command({ query: botView(101) })
  const outcome = await update(body(good(102)))
  await clickhouseFor('migrator').command({ query: botView(1_000_000) })
  expect(outcome).toMatchObject({ outcome: 'failed' })
  expect((await knownLists()).get(name)).toMatchObject({ version: before?.version, rows: 100, counts: true })
  expect(await named('8.8.8.1')).toEqual([{ name: 'Bad one' }])
})

test('a list that is switched off stops counting', async () => {
  expect(await update(body(good()), { enabled: false })).toMatchObject({ outcome: 'withdrawn' })
  expect(await named('8.8.8.1')).toEqual([{ name: '' }])
})

test('a list may take the place of others', async () => {
  await update(body('6.6.6.6'), { name: 'better_ones', label: 'Better', supersedes: ['bad_ones'] })
  expect(await named('8.8.8.1')).toEqual([{ name: '' }])
  expect(await named('6.6.6.6')).toEqual([{ name: 'Better' }])
  expect((await knownLists()).get('bad_ones')).toMatchObject({ counts: false })
  await update(body('6.6.6.6'), { name: 'better_ones', supersedes: ['bad_ones'], enabled: false })
  expect(await named('8.8.8.1')).toEqual([{ name: 'Bad one' }])
})

/** A view like the real one, which fails when it should yield more blocks than `most`. */
const botView = (most: number) =>
  `CREATE OR REPLACE VIEW ja4_processing.view_ref_bot_ips AS
   SELECT concat(prefix, if(throwIf(count() OVER () > ${most}) = 0, '', '')) AS prefix, name AS bot_name, list
   FROM ja4_processing.view_ref_ip_lists WHERE kind = 'bot'`
