import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, startTestStore, type TestStore } from '../clickhouse/store.fixture.ts'
import { body, startListServer, type ListServer } from './list-server.fixture.ts'
import { knownLists } from './versions.ts'

let store: TestStore
let server: ListServer
beforeAll(async () => {
  store = await startTestStore()
  server = await startListServer()
  writeFileSync(join(store.stateDirectory, 'refdata.yaml'), CONFIGURATION(server.url))
})
afterAll(async () => {
  await server.close()
  await store.dispose()
})

const ROWS = 60_000
const CONFIGURATION = (url: string) => `
lists:
  duckduckbot:
    url: ${url}
    format: prefix_lines
    allow_http: true
    allow_private: true
    max_unpacked_bytes: 10000000
    rows_max: 200000
    ipv4_addresses_max: 100000000
    may_grow_to: 10
`

/** Single addresses; the second number says of which version they are. */
const listOf = (version: number) =>
  Array.from({ length: ROWS + version }, (_, index) => `5.${version}.${index >> 8}.${index & 255}`).join('\n')

function start(...words: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'db/refdata/main.ts', ...words], {
    env: { NODE_ENV: 'test', VIGIE_STATE_DIR: store.stateDirectory, EMBEDDED_CLICKHOUSE_PORT: String(store.port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  return { child, ended: once(child, 'exit').then(([code]) => ({ code: z.number().nullable().parse(code), said })) }
}

const inTrie = () =>
  ask(`SELECT dictGet('ja4_processing.dict_crawler_ip', 'crawler', toIPv4('5.1.0.7')) AS one,
    dictGet('ja4_processing.dict_crawler_ip', 'crawler', toIPv4('5.2.0.7')) AS two`)

test(
  'an update that is killed at any moment leaves the version before, or the new one whole',
  { timeout: 120_000 },
  async () => {
    server.answer(body(listOf(1)))
    expect(await start('update', 'duckduckbot').ended).toMatchObject({ code: 0 })
    expect(await inTrie()).toEqual([{ one: 'DuckDuckBot', two: '' }])
    const first = (await knownLists()).get('duckduckbot')
    server.answer(body(listOf(2)))
    // From before the download to the middle of the rows and after them.
    for (const [nth, wait_ms] of [50, 350].entries()) {
      const asked = server.requests.length
      const { child, ended } = start('update', 'duckduckbot')
      while (server.requests.length === asked && child.exitCode === null) await delay(5)
      await delay(wait_ms)
      child.kill('SIGKILL')
      await ended
      const known = (await knownLists()).get('duckduckbot')
      expect(known?.counts, `kill ${nth}`).toBe(true)
      expect([first?.rows, ROWS + 2]).toContain(known?.rows)
      await store.end('kill')
      await store.start()
      expect(await inTrie()).toEqual([
        known?.rows === first?.rows ? { one: 'DuckDuckBot', two: '' } : { one: '', two: 'DuckDuckBot' },
      ])
    }
    const last = await start('update', 'duckduckbot').ended
    expect(last).toMatchObject({ code: 0 })
    expect(await inTrie()).toEqual([{ one: '', two: 'DuckDuckBot' }])
  },
)

test('one update at a time; the second is told of the first', { timeout: 60_000 }, async () => {
  server.answer(() => undefined)
  const asked = server.requests.length
  const first = start('update', 'duckduckbot')
  while (server.requests.length === asked && first.child.exitCode === null) await delay(5)
  const second = await start('update', 'duckduckbot').ended
  expect(second.code).toBe(1)
  expect(second.said).toContain(`Another update of reference data runs (process ${first.child.pid})`)
  first.child.kill('SIGKILL')
  await first.ended
})

test('a failed list is said, ends with 1, and status tells its age and why', { timeout: 60_000 }, async () => {
  server.answer((response) => response.writeHead(500).end())
  const failed = await start('update', 'duckduckbot').ended
  expect(failed).toMatchObject({ code: 1 })
  expect(failed.said).toMatch(/duckduckbot: failed.*the server answered 500.*the version before stays/)
  const status = await start('status').ended
  expect(status.said).toMatch(/duckduckbot +counts +60,002 +downloaded +0 h ago/)
  expect(status.said).toMatch(/failed 0 h ago: the server answered 500/)
  const unknown = await start('update', 'no_such_list').ended
  expect(unknown.code).toBe(1)
  expect(unknown.said).toMatch(/No list is called no_such_list/)
})
