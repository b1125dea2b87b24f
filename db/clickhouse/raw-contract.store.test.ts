import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRequest } from '../model/request.builder.ts'
import { clickhouseFor } from './client.ts'
import { EARLIER_RECORDS } from './earlier-records.fixture.ts'
import { ask, insertRaw, startTestStore, type TestStore } from './store.fixture.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

/** Rows of the raw table with bytes that no JSON text can carry. */
async function insertLines(lines: readonly Buffer[]): Promise<void> {
  const { stream } = await clickhouseFor('writer').exec({
    query: 'INSERT INTO ja4_logs.http_logs_raw (raw_json) FORMAT LineAsString',
    values: Readable.from(lines.flatMap((line) => [line, Buffer.from('\n')])),
  })
  stream.resume()
  await finished(stream)
}

const columnsOf = (columns: readonly string[], src_ip: string) =>
  ask(`SELECT ${columns.join(', ')} FROM ja4_logs.http_logs WHERE src_ip = '${src_ip}'`)

const bytesOf = (given: Record<string, unknown>) => Buffer.from(JSON.stringify({ ...aRequest(), ...given }))

test.each(EARLIER_RECORDS)('what $program writes is read back by name', async ({ record, columns }) => {
  await insertRaw([record])
  expect(await columnsOf(Object.keys(columns), String(record['src_ip']))).toEqual([columns])
})

test('a cookie’s value is kept nowhere among the typed rows', async () => {
  const kept = await ask(`SELECT count() AS count FROM ja4_logs.http_logs
    WHERE arrayExists(header -> header.2 LIKE '%secret%', headers) OR query_string LIKE '%secret%'`)
  expect(kept).toEqual([{ count: 0 }])
})

test('every column that users of the earlier platform query is there', async () => {
  const names =
    'time log_date src_ip src_port dst_ip dst_port src_asn src_country_code src_as_name src_org src_domain method scheme host http_version path query orphan_side correlated keepalives a_timestamp b_timestamp conn_id ip_meta_df ip_meta_id ip_meta_total_length ip_meta_ttl tcp_meta_options tcp_meta_window_size tcp_meta_mss tcp_meta_window_scale syn_to_clienthello_ms tls_version tls_sni tls_alpn ja3 ja3_hash ja4 client_headers header_order_signature header_user_agent header_accept header_accept_encoding header_accept_language header_content_type header_x_request_id header_x_trace_id header_x_forwarded_for header_sec_ch_ua header_sec_ch_ua_mobile header_sec_ch_ua_platform header_sec_fetch_dest header_sec_fetch_mode header_sec_fetch_site anubis_bot_name anubis_bot_action anubis_bot_category h2_fp h2_wu_val h2_pseudo_ord_raw h2_has_priority h2_header_table_size h2_enable_push h2_max_concurrent_streams h2_initial_window_size h2_max_frame_size h2_max_header_list_size h2_enable_connect_protocol h2_settings_ack'
  expect(await ask(`SELECT ${names.split(' ').join(', ')} FROM ja4_logs.http_logs LIMIT 1`)).toHaveLength(1)
})

test('rows that cannot be typed are kept with the reason, and the rest of their batch lands', async () => {
  const invalid = Buffer.concat([Buffer.from('{"host":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])
  const nested = `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`
  await insertLines([
    bytesOf({ host: 'rest.example' }),
    bytesOf({ src_port: 99_999 }),
    bytesOf({ src_port: -1 }),
    bytesOf({ dst_port: 'https' }),
    bytesOf({ dst_ip: 'nowhere' }),
    bytesOf({ path: '/'.repeat(10_000_000) }),
    invalid,
    Buffer.from('{"host":"\0"}'),
    Buffer.from(nested),
    Buffer.from(JSON.stringify(Object.values(aRequest()))),
    Buffer.from(''),
  ])
  expect(
    await ask(`SELECT reason, count() AS count, max(length(raw_json)) > 9000000 AS whole
      FROM ja4_logs.dead_letters GROUP BY reason ORDER BY reason`),
  ).toEqual([
    { reason: 'dst_ip is not an address', count: 1, whole: 0 },
    { reason: 'dst_port is not a port', count: 1, whole: 0 },
    { reason: 'longer than 1 MiB', count: 1, whole: 1 },
    { reason: 'not a JSON object', count: 1, whole: 0 },
    { reason: 'not valid JSON', count: 4, whole: 0 },
    { reason: 'src_port is not a port', count: 2, whole: 0 },
  ])
  expect(await ask(`SELECT count() AS count FROM ja4_logs.http_logs WHERE host = 'rest.example'`)).toEqual([
    { count: 1 },
  ])
})

test('a value that does not fit its column is unknown, never another value', async () => {
  const unknown = {
    ip_meta_ttl: 0,
    ip_meta_id: 0,
    tcp_meta_mss: 0,
    tcp_meta_window_scale: -1,
    keepalives: 1,
    status_code: 0,
    response_size: -1,
    duration_ms: -1,
    connection_ms: -1,
    peer_port: 40_001,
    headers: [],
  }
  await insertRaw([
    {
      ...aRequest({ src_ip: '192.0.2.50' }),
      ip_meta_ttl: 300,
      ip_meta_id: 65_536,
      tcp_meta_mss: -1,
      tcp_meta_window_scale: 999,
      keepalives: -1,
      status_code: 70_000,
      response_size: 'large',
      duration_ms: 'long',
      connection_ms: [1],
      peer_port: 70_000,
      headers: 'Host',
    },
  ])
  expect(await columnsOf(Object.keys(unknown), '192.0.2.50')).toEqual([unknown])
})

test('of a field that is there twice the first counts, and a NUL in a text stays', async () => {
  const row = JSON.stringify(aRequest({ src_ip: '192.0.2.51', path: '/a\0b' }))
  await insertRaw([row.replace('{', '{"method":"PUT",')])
  expect(await columnsOf(['method', 'path'], '192.0.2.51')).toEqual([{ method: 'PUT', path: '/a\0b' }])
})

test('a batch that is sent again over the hour and over midnight counts once', async () => {
  // The next one: what is older than two hours may be gone.
  const midnight = Math.ceil(Date.now() / 86_400_000) * 86_400
  const rows = [aRequest({ host: 'hour.example' }), { nothing: 'readable' }]
  for (const ingest_time of [midnight - 1, midnight, midnight + 3600]) {
    await clickhouseFor('writer').insert({
      table: 'ja4_logs.http_logs_raw',
      values: rows.map((row) => ({ raw_json: JSON.stringify(row), ingest_time })),
      format: 'JSONEachRow',
      clickhouse_settings: {
        insert_deduplication_token: 'over-the-hour',
        deduplicate_blocks_in_dependent_materialized_views: 1,
      },
    })
  }
  expect(
    await ask(`SELECT
      (SELECT count() FROM ja4_logs.http_logs_raw WHERE raw_json LIKE '%hour.example%') AS raw,
      (SELECT count() FROM ja4_logs.http_logs WHERE host = 'hour.example') AS typed,
      (SELECT count() FROM ja4_logs.dead_letters WHERE raw_json LIKE '%readable%') AS dead`),
  ).toEqual([{ raw: 1, typed: 1, dead: 1 }])
})
