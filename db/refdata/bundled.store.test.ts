import { afterAll, beforeAll, expect, test } from 'vitest'
import { clickhouseFor } from '../clickhouse/client.ts'
import { ask, startTestStore, type TestStore } from '../clickhouse/store.fixture.ts'
import { loadBundledWhereEmpty } from './load-bundled.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

const LOOKUPS = `SELECT
  dictGet('ja4_processing.dict_iplocate_asn', ('asn', 'country_code', 'name'), ip) AS network,
  dictGet('ja4_processing.dict_asn_reputation', 'label', toUInt64(network.1)) AS label,
  dictGet('ja4_processing.dict_bot_ip', ('bot_name', 'list'), ip) AS bot,
  dictGet('ja4_processing.dict_crawler_ip', 'crawler', ip) AS crawler,
  dictGet('ja4_processing.dict_block_ip', ('lists', 'list_names'), ip) AS blocked,
  dictGet('ja4_processing.dict_cloud_ip', 'provider', ip) AS provider`
const NOTHING = {
  network: { asn: 0, country_code: '', name: '' },
  label: 'unknown',
  bot: { bot_name: '', list: '' },
  crawler: '',
  blocked: { lists: 0, list_names: '' },
  provider: '',
}
const lookUp = (address: string) => ask(`WITH toIPv6('${address}') AS ip ${LOOKUPS}`)

test('on an empty store every lookup yields its default', async () => {
  expect(await lookUp('8.8.8.8')).toEqual([NOTHING])
  expect(await lookUp('2001:4860:4860::8888')).toEqual([NOTHING])
  expect(
    await ask(`SELECT dictGet('ja4_processing.dict_bot_ja4', 'bot_name', 'x') AS bot,
      dictGet('ja4_processing.dict_browser_ja4', ('browser_family', 'tls_library', 'context'), 'x') AS ja4,
      dictGet('ja4_processing.dict_browser_h2', 'browser_family', 'x') AS h2`),
  ).toEqual([{ bot: '', ja4: { browser_family: '', tls_library: '', context: '' }, h2: '' }])
})

test('the set that comes with the product loads once and answers for IPv4, IPv6 and mapped addresses', async () => {
  const told: string[] = []
  await loadBundledWhereEmpty((line) => told.push(line))
  expect(told).toHaveLength(12)
  await loadBundledWhereEmpty((line) => told.push(line))
  expect(told).toHaveLength(12)
  const google = { ...NOTHING, network: { asn: 15_169, country_code: 'US', name: 'GOOGLE' }, label: 'datacenter' }
  expect(await lookUp('8.8.8.8')).toEqual([google])
  expect(await lookUp('::ffff:8.8.8.8')).toEqual([google])
  expect(await lookUp('2001:4860:4860::8888')).toEqual([google])
  expect(await lookUp('66.249.66.1')).toEqual([{ ...google, crawler: 'Googlebot' }])
  expect(await lookUp('73.1.2.3')).toMatchObject([{ network: { asn: 7922 }, label: 'human' }])
  expect(await lookUp('162.142.125.9')).toMatchObject([{ bot: { bot_name: 'Censys', list: 'scanners' } }])
  expect(await lookUp('185.220.101.7')).toMatchObject([{ blocked: { lists: 1, list_names: 'tor_exits' } }])
  expect(await lookUp('2606:4700::1')).toMatchObject([{ provider: 'Cloudflare', label: 'cdn' }])
  expect(await lookUp('198.51.100.7')).toMatchObject([{ network: { name: 'EXAMPLE-HOSTING' }, label: 'hosting' }])
  expect(await lookUp('10.0.0.1')).toEqual([NOTHING])
})

test('it knows browsers and tools by their fingerprints, eleven families and more', async () => {
  expect(
    await ask(`SELECT
      dictGet('ja4_processing.dict_browser_ja4', ('browser_family', 'tls_library'), 't13d1516h2_8daaf6152771_806a8c22fdea') AS chrome,
      dictGet('ja4_processing.dict_browser_h2', 'browser_family', '1:65536;2:0;4:131072;5:16384|12517377|0|m,p,a,s') AS firefox,
      dictGet('ja4_processing.dict_bot_ja4', 'bot_name', 't13d3112h2_e8f1e7e78f70_b26ce05bbdd6') AS curl,
      dictGet('ja4_processing.dict_browser_ja4', 'browser_family', 't13d3112h2_e8f1e7e78f70_b26ce05bbdd6') AS no_browser`),
  ).toEqual([
    {
      chrome: { browser_family: 'Chrome', tls_library: 'BoringSSL' },
      firefox: 'Firefox',
      curl: 'curl',
      no_browser: '',
    },
  ])
  expect(await ask(`SELECT uniqExact(browser_family) >= 11 AS enough FROM ja4_processing.view_ref_browser_h2`)).toEqual(
    [{ enough: 1 }],
  )
})

test('a view and the default of a column look addresses up with the rights of whoever asks and inserts', async () => {
  const migrator = clickhouseFor('migrator')
  const asn = "dictGet('ja4_processing.dict_iplocate_asn', 'asn', address)"
  await migrator.command({
    query: `CREATE TABLE ja4_processing.ref_looked_up (address IPv6, asn UInt32 DEFAULT ${asn}) ENGINE = MergeTree ORDER BY address`,
  })
  await migrator.command({
    query: `CREATE VIEW ja4_processing.view_ref_looked_up AS SELECT asn, ${asn} AS again FROM ja4_processing.ref_looked_up`,
  })
  const values = [{ address: '8.8.4.4' }]
  await clickhouseFor('writer').insert({
    table: 'ja4_processing.ref_looked_up',
    values,
    columns: ['address'],
    format: 'JSONEachRow',
  })
  const answer = await clickhouseFor('reader').query({
    query: 'SELECT * FROM ja4_processing.view_ref_looked_up',
    format: 'JSONEachRow',
  })
  expect(await answer.json()).toEqual([{ asn: 15_169, again: 15_169 }])
})
