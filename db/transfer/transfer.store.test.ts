import { createHash } from 'node:crypto'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRequest } from '../model/request.builder.ts'
import { ask, insertRaw, startTestStore, type TestStore } from '../clickhouse/store.fixture.ts'
import { countChain } from './count-chain.ts'
import { exportRequests, type ExportOptions } from './export-requests.ts'
import { importRequests } from './import-requests.ts'
import { Manifest } from './manifest.ts'

const HOUR_MS = 3_600_000
const DAY_HOURS = 24
/** Imports of one test lie so far from those of the next; all of them within what the table of minutes keeps. */
const APART_HOURS = 6
const APART_MS = APART_HOURS * HOUR_MS
const HOURS = 5
const PER_HOUR = 20
const ROWS = HOURS * PER_HOUR
/** A minute after the hour, so that the rows of one hour lie within it. */
const newest = Math.floor(Date.now() / HOUR_MS) * HOUR_MS + 61_001
const SINCE = new Date(newest - HOURS * HOUR_MS).toISOString()
const UNTIL = new Date(newest + 1).toISOString()

let store: TestStore
let directory: string
beforeAll(async () => {
  store = await startTestStore()
  directory = mkdtempSync(join(tmpdir(), 'vigie-transfer-'))
  for (let hour = 0; hour < HOURS; hour++) await insertRaw(Array.from({ length: PER_HOUR }, (_, at) => rowOf(hour, at)))
})
afterAll(async () => {
  await store.dispose()
  rmSync(directory, { recursive: true, force: true })
})

function rowOf(hour: number, at: number) {
  return aRequest({
    time: new Date(newest - hour * HOUR_MS - at * 1500).toISOString(),
    src_ip: at % 3 === 0 ? `2001:db8::${at}` : `192.0.2.${at}`,
    host: at % 4 === 0 ? 'blog.example' : 'shop.example',
    type: at % 10 === 9 ? 'connection' : 'request',
    connection_state: at % 10 === 9 ? 'scan' : '',
    path: `/é "${at}"\n`,
    conn_id: `${hour}/${at}`,
    headers: [
      ['user-agent', `agent ${at % 5}`],
      ['x-odd', ' é"\\\t'],
    ],
    duration_ms: at / 3,
    tcp_meta_window_scale: at % 2 === 0 ? -1 : 7,
  })
}

const quiet = () => ({ add: () => undefined, end: () => undefined })
const place = (name: string): string => join(directory, name)
const exported = (to: string, more: Partial<ExportOptions> = {}) =>
  exportRequests({ to: place(to), format: 'parquet', since: SINCE, until: UNTIL, ...more }, quiet)
const imported = (from: string, ago: number) =>
  importRequests({ from: place(from), again: false, shift_to: new Date(newest - ago * APART_MS) }, quiet)

/** Rows typed, and requests typed and in each aggregate, of the whole hours that an import filled, so many times six hours ago. */
async function countedOn(ago: number): Promise<unknown> {
  const last = newest - ago * APART_MS
  const [chain] = await countChain({
    since: new Date(last - (HOURS - 1) * HOUR_MS).toISOString(),
    until: new Date(last).toISOString(),
  })
  return chain
}
const REQUESTS = (ROWS * 9) / 10
const counting = (count: number) => ({
  http_logs: count,
  agg_host_ip_ja4_1h: count,
  agg_request_timing_1h: count,
  agg_header_fingerprint_1h: count,
  agg_ip_behavior_1h: count,
  agg_ip_behavior_1m: count,
  agg_traffic_1m: count,
})
const WHOLE = counting(REQUESTS)
const NONE = counting(0)

/** Every column of those hours, as if they were today's. */
function rowsOn(ago: number): Promise<unknown[]> {
  const until = newest - ago * APART_MS
  return ask(`SELECT * EXCEPT (contract, ingest_time) REPLACE (time + INTERVAL ${ago * APART_HOURS} HOUR AS time) FROM ja4_logs.http_logs AS log
    WHERE log.time > fromUnixTimestamp64Milli(${until - HOURS * HOUR_MS}, 'UTC') AND log.time <= fromUnixTimestamp64Milli(${until}, 'UTC')
    ORDER BY conn_id`)
}

test.each([
  ['parquet', 'parquet', 2],
  ['native in one file', 'native', 3],
] as const)('every column comes back as it was: %s', async (name, format, ago) => {
  const to = name.endsWith('file') ? `${format}.tar` : format
  const manifest = await exported(to, { format, part_rows: 8 })
  expect(manifest).toMatchObject({ rows: ROWS, newest: new Date(newest).toISOString() })
  expect(manifest.parts.length).toBeGreaterThan(HOURS)
  expect(await imported(to, ago)).toMatchObject({ rows: ROWS, shift_hours: -APART_HOURS * ago, rows_too_old: 0 })
  expect(await rowsOn(ago)).toEqual(await rowsOn(0))
  expect(await countedOn(ago)).toEqual(WHOLE)
})

test('an import that is repeated counts nothing twice, unless that is asked for', async () => {
  await exported('twice')
  expect(await imported('twice', 6)).toMatchObject({ finished_before: null })
  expect((await imported('twice', 6)).finished_before).not.toBeNull()
  // A day later "now" is another shift: still the same rows.
  const next = await imported('twice', 7)
  expect([next.finished_before === null, next.shift_hours]).toEqual([false, -6 * APART_HOURS])
  expect([await countedOn(6), await countedOn(7)]).toEqual([WHOLE, NONE])
  await importRequests({ from: place('twice'), again: true, shift_to: new Date(newest - 7 * APART_MS) }, quiet)
  expect(await countedOn(7)).toEqual(WHOLE)
})

test('a shift is of whole hours, so that sessions stay whole and the newest row is less than an hour old', async () => {
  await exported('shifted', { since: new Date(newest - HOUR_MS).toISOString() })
  const to = new Date(newest - 8 * APART_MS + 0.7 * HOUR_MS)
  expect(await importRequests({ from: place('shifted'), again: false, shift_to: to }, quiet)).toMatchObject({
    shift_hours: -8 * APART_HOURS,
  })
})

test('since, until and host choose', async () => {
  const since = new Date(newest - 3 * HOUR_MS).toISOString()
  const until = new Date(newest - HOUR_MS).toISOString()
  const { rows } = await exported('chosen', { since, until, host: 'blog.example' })
  const [told] = await ask(`SELECT count() AS rows FROM ja4_logs.http_logs
    WHERE host = 'blog.example' AND time >= parseDateTime64BestEffort('${since}', 3) AND time < parseDateTime64BestEffort('${until}', 3)`)
  expect({ rows }).toEqual(told)
  expect(rows).toBe(10)
})

test('an address with more rows in an hour than a part can hold is divided by seconds', async () => {
  const rows = Array.from({ length: 40 }, (_, at) => ({ ...rowOf(HOURS + 1, at), src_ip: '198.51.100.7' }))
  await insertRaw(rows)
  const [since, until] = [(HOURS + 1) * HOUR_MS + 61_001, (HOURS + 1) * HOUR_MS - 1].map((ago) =>
    new Date(newest - ago).toISOString(),
  )
  const { parts } = await exported('heavy', { since, until, part_rows: 10, address_rows: 30 })
  expect(parts.length).toBeGreaterThan(2)
  expect(parts.reduce((sum, part) => sum + part.rows, 0)).toBe(rows.length)
})

test('an export of nothing is whole, and so is its import', async () => {
  expect(await exported('nothing', { host: 'nobody.example' })).toMatchObject({ rows: 0, parts: [], newest: null })
  expect(await imported('nothing', 9)).toMatchObject({ rows: 0 })
})

test('rows older than what is kept are counted and left out', async () => {
  await exported('old')
  const outcome = await imported('old', (30 * DAY_HOURS) / APART_HOURS)
  expect(outcome.rows + outcome.rows_too_old).toBe(ROWS)
  expect(outcome.rows_too_old).toBeGreaterThan(ROWS / 2)
})

test('what is damaged, unfinished or not an export is refused by name, and nothing of it lands', async () => {
  const { parts } = await exported('damaged')
  const part = place(join('damaged', parts.at(-1)?.name ?? ''))
  const whole = readFileSync(part)
  appendFileSync(part, 'x')
  await expect(imported('damaged', 4)).rejects.toThrow(/Z\.parquet in .*damaged is damaged/)
  truncateSync(part, whole.length - 1)
  await expect(imported('damaged', 4)).rejects.toThrow(/is damaged/)
  rmSync(part)
  await expect(imported('damaged', 4)).rejects.toThrow(/Z\.parquet is missing/)
  expect(await countedOn(4)).toEqual(NONE)
  await exported('cut.tar')
  truncateSync(place('cut.tar'), 3000)
  await expect(imported('cut.tar', 4)).rejects.toThrow(/neither a directory nor a whole tar/)
  writeFileSync(place('foreign'), 'PAR1 something else')
  await expect(imported('foreign', 4)).rejects.toThrow(/foreign is neither/)
  await expect(imported('missing', 4)).rejects.toThrow(/There is no .*missing/)
  await expect(exported('damaged')).rejects.toThrow(/finished export already/)
})

test('an export by an earlier schema comes in, its missing columns at their defaults; by a later one it is refused', async () => {
  await exported('schema', { format: 'native', host: 'blog.example' })
  const path = place('schema/manifest.json')
  const manifest = Manifest.parse(JSON.parse(readFileSync(path, 'utf8')))
  const write = (columns: string[], parts = manifest.parts) =>
    writeFileSync(path, JSON.stringify({ ...manifest, columns, parts }))
  write([...manifest.columns, 'of_tomorrow'])
  await expect(imported('schema', 5)).rejects.toThrow(/does not know: of_tomorrow/)
  // Native names its columns itself: those that the manifest leaves out are skipped.
  const early = manifest.columns.filter((name) => !['transport', 'connection_ms', 'response_size'].includes(name))
  write(early)
  expect(await imported('schema', 5)).toMatchObject({ rows: manifest.rows })
  expect(
    await ask(`SELECT DISTINCT transport, connection_ms FROM ja4_logs.http_logs
      WHERE toDate(time) = toDate(fromUnixTimestamp64Milli(${newest - 5 * APART_MS}, 'UTC'))`),
  ).toEqual([{ transport: 'tcp', connection_ms: -1 }])
})

test('a store that is killed in the middle of an import has every row once after the import went on', async () => {
  await exported('killed', { part_rows: 5 })
  let parts = 0
  let gone: Promise<void> | undefined
  const kill = () => {
    parts += 1
    if (parts === 9) gone = store.end('kill')
  }
  const cut = importRequests(
    { from: place('killed'), again: false, shift_to: new Date(newest - 10 * APART_MS) },
    (what) => ({ add: what === 'Import' ? kill : () => undefined, end: () => undefined }),
  )
  await expect(cut).rejects.toThrow()
  await gone
  await store.start()
  expect(await imported('killed', 9)).toMatchObject({ shift_hours: -10 * APART_HOURS })
  expect(await countedOn(10)).toEqual(WHOLE)
})

test('no draft is left behind, and each file has the checksum that the manifest tells', async () => {
  const { parts } = await exported('tidy')
  expect(readdirSync(place('tidy')).sort()).toEqual([...parts.map(({ name }) => name), 'manifest.json'].sort())
  for (const { name, sha256 } of parts) {
    expect(
      createHash('sha256')
        .update(readFileSync(place(join('tidy', name))))
        .digest('hex'),
    ).toBe(sha256)
  }
})
