import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { Request } from '#db/model/request.ts'
import { aRequest } from '#db/model/request.builder.ts'
import { ask, insertRaw, startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import { openClickhouseOutput } from '../clickhouse.ts'
import { sendBatch } from '../send-batch.ts'
import { ByteWriter } from './byte-writer.ts'
import { headerOf } from './header.ts'
import { CONNECTION_COLUMNS, ROW_COLUMNS } from './row-columns.ts'
import { encodeRow } from './row-encoder.ts'

let store: TestStore
let directory: string
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vigie-spool-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const Column = z.object({ name: z.string(), type: z.string(), default_kind: z.string() })
const listStored = async () =>
  z
    .array(Column)
    .parse(
      await ask(
        `SELECT name, type, default_kind FROM system.columns WHERE database = 'ja4_logs' AND table = 'http_logs'`,
      ),
    )

/** What only other producers say. */
const OF_OTHERS = /^(anubis_|a_timestamp$|b_timestamp$)/

test('each column that is sent stands in the table with its type, a text maybe as LowCardinality; what is not sent the store makes', async () => {
  const stored = await listStored()
  const types = new Map(stored.map(({ name, type }) => [name, type.replaceAll('LowCardinality(String)', 'String')]))
  expect(ROW_COLUMNS.map(({ name }) => [name, types.get(name)])).toEqual(
    ROW_COLUMNS.map(({ name, type }) => [name, type]),
  )
  const sent = new Set(ROW_COLUMNS.map(({ name }) => name))
  const made = stored.filter(({ name }) => !sent.has(name) && !OF_OTHERS.test(name))
  expect(made.filter(({ default_kind }) => default_kind === '')).toEqual([])
})

test('each fact of a request is sent', () => {
  const sent = ROW_COLUMNS.map(({ name }) => name).filter((name) => name !== 'contract')
  expect(sent.toSorted()).toEqual(Object.keys(Request.shape).toSorted())
})

/** Texts as strangers send them; ClickHouse's JSON reader and ours agree on all that is valid Unicode. */
const text = fc.string({ unit: 'binary', maxLength: 300 })
const header = fc.tuple(fc.oneof(fc.constantFrom('User-Agent', 'accept', 'Cookie', 'X-Forwarded-For'), text), text)
const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 })
const ms = fc.oneof(
  fc.constant(-1),
  fc.nat(100_000).map((thousandths) => thousandths / 1000),
)
const address = fc.oneof(fc.ipV4(), fc.constantFrom('2001:db8::1', '::1', 'fe80::1:0:0:1', '::', '1:2:3:4:5:6:7:8'))
const request = fc.record({
  src_ip: address,
  peer_ip: address,
  dst_ip: address,
  src_port: uint(16),
  dst_port: uint(16),
  keepalives: uint(31),
  path: text.map((path) => `/${path}`),
  query_string: text,
  headers: fc.array(header, { maxLength: 12 }),
  response_headers: fc.array(header, { maxLength: 3 }),
  method: fc.constantFrom('GET', 'POST', 'PROPFIND'),
  status_code: fc.integer({ min: 0, max: 599 }),
  response_size: fc.oneof(fc.constant(-1), fc.nat(2 ** 40)),
  duration_ms: ms,
  syn_to_clienthello_ms: ms,
  connection_ms: ms,
  truncated: fc.boolean(),
  correlated: fc.boolean(),
  ip_meta_df: fc.boolean(),
  ip_meta_ttl: uint(8),
  tcp_meta_window_scale: fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 14 })),
  bytes_in: fc.nat(2 ** 40),
  tls_sni: text,
  ja4: text,
  type: fc.constantFrom('request' as const, 'connection' as const),
})

test('a row reads the same whether it comes as typed bytes or as raw JSON', async () => {
  const rows = fc
    .sample(request, { numRuns: 400, seed: 3 })
    .map((given, index) => aRequest({ ...given, conn_id: String(index) }))
  await insertRaw(rows.map((row) => ({ ...row, sensor_id: 'by-raw' })))
  const output = openClickhouseOutput({ directory })
  output.write(rows.map((row) => ({ ...row, sensor_id: 'by-typed' })))
  await output.close()
  expect(output.counters()).toMatchObject({ rows_written: rows.length, refused_rows: 0 })
  const kept = (await listStored())
    .map(({ name }) => name)
    .filter((name) => !['sensor_id', 'contract', 'ingest_time'].includes(name))
  const columns = kept.join(', ')
  const differing = await ask(`SELECT conn_id FROM (
      SELECT ${columns} FROM ja4_logs.http_logs WHERE sensor_id = 'by-raw'
      UNION ALL SELECT ${columns} FROM ja4_logs.http_logs WHERE sensor_id = 'by-typed'
    ) GROUP BY ${columns} HAVING count() != 2`)
  expect(differing).toEqual([])
  expect(await ask(`SELECT count() AS rows FROM ja4_logs.http_logs WHERE sensor_id = 'by-typed'`)).toEqual([
    { rows: rows.length },
  ])
}, 30_000)

test('what a type cannot hold is unknown, and the rows beside it arrive', async () => {
  const output = openClickhouseOutput({ directory })
  const odd = { tcp_meta_window_scale: 200, status_code: 70_000, src_port: -1, response_size: NaN, dst_ip: '' }
  output.write([aRequest({ sensor_id: 'odd', ...odd }), aRequest({ sensor_id: 'odd' })])
  await output.close()
  const columns = 'tcp_meta_window_scale, status_code, src_port, response_size, toString(dst_ip) AS dst_ip'
  const found = await ask(`SELECT ${columns} FROM ja4_logs.http_logs WHERE sensor_id = 'odd' ORDER BY status_code`)
  const unknown = { tcp_meta_window_scale: -1, status_code: 0, src_port: 0, response_size: -1, dst_ip: '::' }
  expect(found).toEqual([unknown, expect.objectContaining({ status_code: 200 })])
})

test('rows of one connection carry its facts, whatever else they say', () => {
  const [bytes, expected] = [new ByteWriter(), new ByteWriter()]
  const connection = {}
  for (const path of ['/a', '/b', '/c']) {
    encodeRow(bytes, aRequest({ path, time: '2026-01-01T00:00:00.000Z' }), connection)
    encodeRow(expected, aRequest({ path, time: '2026-01-01T00:00:00.000Z' }))
  }
  expect(bytes.view()).toEqual(expected.view())
})

/** Rows with only some columns, as a sensor of another version sends them. */
function batchOf(sensor_id: string, changed: Record<string, string>, others: string[] = []) {
  const named = CONNECTION_COLUMNS.filter(({ name }) => name !== 'contract' && !name.startsWith('tls_'))
  const sent = [...named, ...ROW_COLUMNS.filter(({ name }) => ['type', 'time', 'host', 'headers'].includes(name))]
  const rows = new ByteWriter()
  for (const { write } of sent) write(rows, aRequest({ sensor_id, host: 'other.example' }))
  for (const name of others) rows.text(`what ${name} says`)
  const columns = [...sent, ...others.map((name) => ({ name, type: 'String' }))]
  const header = headerOf(columns.map(({ name, type }) => ({ name, type: changed[name] ?? type })))
  return { contract: 'typed' as const, header, rows: rows.view() }
}

test.each([
  ['fewer columns', batchOf('fewer', {})],
  [
    'other types',
    batchOf('types', {
      host: 'LowCardinality(String)',
      headers: 'Array(Tuple(LowCardinality(String), LowCardinality(String)))',
    }),
  ],
  ['a column that the store does not have', batchOf('further', {}, ['of_tomorrow'])],
])('a segment with %s is taken', async (_, batch) => {
  const [sensor_id] = /fewer|types|further/.exec(batch.rows.toString('latin1')) ?? []
  expect(await sendBatch(`other-${sensor_id}`, batch)).toBe('taken')
  expect(await sendBatch(`other-${sensor_id}`, batch)).toBe('taken')
  const found = `SELECT host, header_user_agent != '' AS made, tls_sni FROM ja4_logs.http_logs WHERE sensor_id = '${sensor_id}'`
  expect(await ask(found)).toEqual([{ host: 'other.example', made: 1, tls_sni: '' }])
})

test.each([
  ['of which the store knows no type', batchOf('odd', { src_port: 'Port' })],
  ['that is no header of ours', batchOf('odd', { src_port: "UInt16') FORMAT Null --" })],
  ['that names other bytes', batchOf('odd', { src_port: 'UInt64', type: 'String' })],
])('a segment with a header %s is refused, and nothing of it is stored', async (_, batch) => {
  expect(await sendBatch('odd', batch)).toHaveProperty('refused')
  expect(
    await ask(`SELECT count() AS rows FROM ja4_logs.http_logs WHERE sensor_id = 'odd' AND host = 'other.example'`),
  ).toEqual([{ rows: 0 }])
})
