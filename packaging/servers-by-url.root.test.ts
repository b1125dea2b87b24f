import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { connect } from '#db/clickhouse/client.ts'
import { freePort } from '#db/clickhouse/embedded/free-port.ts'
import { startEmbedded, type EmbeddedStore } from '#db/clickhouse/embedded/start-embedded.ts'
import { Health } from '#db/model/health.ts'
import { SessionPage } from '#db/model/session-page.ts'
import { Verdict } from '#db/model/verdict.ts'
import { openStateDatabase, type StateDatabase } from '#db/prisma/client.ts'
import { canStartPostgresql, scratchPostgresql } from '#db/prisma/scratch-database.ts'
import { canStartReverseProxy, startReverseProxy } from './reverse-proxy.fixture.ts'
import { listProcesses } from './trial-processes.ts'
import { startTrialProduct, type TrialProduct } from './trial-product.ts'

const PATIENT = { timeout: 30_000, interval: 200 }
/** Any address of 127.0.0.0/8 is this machine: one that is not the proxy's own shows who was believed. */
const CLIENT_ADDRESS = '127.0.0.2'
const ACCOUNT = { name: 'operator', password: 'a long enough passphrase' }

const missing = [
  process.getuid?.() === 0 ? [] : ['root'],
  canStartPostgresql() ? [] : ['a PostgreSQL that can be started'],
  canStartReverseProxy() ? [] : ['nginx'],
].flat()
const title = 'the product on a ClickHouse and a PostgreSQL of one\u2019s own, behind a reverse proxy'

describe.skipIf(missing.length > 0)(missing.length > 0 ? `${title} (needs ${missing.join(', ')})` : title, () => {
  let clickhouse: EmbeddedStore
  let state: StateDatabase
  let product: TrialProduct
  /** Takes away what was started, the last one first, however far the start came. */
  const ends: (() => unknown)[] = []
  let host = ''
  let cookie = ''

  beforeAll(async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'vigie-clickhouse-'))
    ends.push(() => rmSync(directory, { recursive: true, force: true }))
    clickhouse = await startEmbedded({ stateDirectory: directory, port: await freePort(), memory_mb: 800 })
    ends.push(() => clickhouse.stop())
    const postgresql = await scratchPostgresql()
    ends.push(() => postgresql.remove())
    await postgresql.state.$executeRaw`CREATE DATABASE vigie`
    const databaseUrl = postgresql.url.replace('/postgres?', '/vigie?')
    state = openStateDatabase(databaseUrl)
    ends.push(() => state.$disconnect())
    const [port, proxyPort] = [await freePort(), await freePort()]
    const proxy = startReverseProxy(proxyPort, `http://127.0.0.1:${port}`)
    ends.push(() => proxy.stop())
    product = await startTrialProduct({
      environment: {
        ...settingsFor(clickhouse),
        DATABASE_URL: databaseUrl,
        PORT: String(port),
        PUBLIC_URL: `http://127.0.0.1:${proxyPort}`,
        TRUSTED_PROXIES: '127.0.0.1/32',
      },
    })
    ends.push(() => product.discard())
    ends.push(() => product.stop())
    const site = createServer((_, response) => response.end('ok'))
    host = `127.0.0.1:${await listen(site)}`
    ends.push(() => site.close())
  }, 300_000)

  afterAll(async () => {
    for (const end of ends.reverse()) await end()
  }, 60_000)

  const call = async (method: string, where: string, body?: unknown) => {
    const answer = await send(product.url, method, where, cookie, body)
    const [fresh] = answer.cookies
    if (fresh !== undefined) cookie = fresh.split(';')[0] ?? ''
    return answer
  }

  test('both servers get their schema from the product, and no store of its own is started', () => {
    expect(product.output()).toMatch(/store schema .*migrations/)
    expect(product.output()).toMatch(/state schema .*migrations/)
    expect(product.output()).toContain('start dashboard')
    expect(product.output()).not.toContain('start store')
    expect(listProcesses(product).filter(({ command }) => command.includes('libchdb'))).toEqual([])
    const files = readdirSync(product.environment['VIGIE_STATE_DIR'] ?? '')
    expect(files).not.toContain('clickhouse')
    expect(files).not.toContain('vigie.sqlite')
  })

  test('the account is made and logs in through the proxy', async () => {
    const setup_token = new URL(product.setupUrl).searchParams.get('token')
    expect(product.setupUrl.startsWith(product.url)).toBe(true)
    expect((await call('POST', '/api/v1/setup', { setup_token, ...ACCOUNT })).status).toBe(201)
    expect((await call('POST', '/api/v1/login', ACCOUNT)).status).toBe(200)
    expect(JSON.parse((await call('GET', '/api/v1/me')).text)).toMatchObject({ user: { name: ACCOUNT.name } })
  })

  test('requests are seen, stored in that ClickHouse, and listed as a session', async () => {
    for (let i = 0; i < 12; i += 1) {
      const answer = await fetch(`http://${host}/${i}`, { headers: { connection: 'close' } })
      expect(await answer.text()).toBe('ok')
    }
    await vi.waitFor(async () => expect(sumOf((await listSessions()).map(({ hits }) => hits))).toBe(12), PATIENT)
  }, 60_000)

  test('health names the servers and their state', async () => {
    const health = await readHealth()
    expect(health.store).toMatchObject({ ok: true, embedded: false })
    expect(health.state).toMatchObject({ ok: true, kind: 'postgresql' })
    expect(health.sensors).toHaveLength(1)
  })

  test('a row that nobody could type is counted by its cause', async () => {
    const writer = connect(clickhouse.endpoint, 'writer')
    const values = [{ raw_json: 'no JSON at all' }]
    await writer.insert({ table: 'ja4_logs.http_logs_raw', values, columns: ['raw_json'], format: 'JSONEachRow' })
    await writer.close()
    expect((await readHealth()).store.detail).toMatch(/could not be typed: 1 × not valid JSON/)
  })

  test('a verdict is recorded, then withdrawn', async () => {
    const [session] = await listSessions()
    const decided = await call('POST', '/api/v1/verdicts', { session_id: session?.session_id, verdict: 'human' })
    expect(decided.status).toBe(201)
    const { verdict_id } = Verdict.parse(JSON.parse(decided.text))
    expect((await listSessions())[0]).toMatchObject({ ...session, verdict: 'human' })
    expect((await call('DELETE', `/api/v1/verdicts/${verdict_id}`)).status).toBe(204)
    expect((await listSessions())[0]).toMatchObject({ ...session, verdict: null })
  })

  test('the audit names the client that the proxy told of, whatever the client claims', async () => {
    const entries = await state.auditEntry.findMany({ where: { actor: ACCOUNT.name }, orderBy: { sequence: 'asc' } })
    expect(entries.map(({ action }) => action)).toEqual([
      'setup.complete',
      'login',
      'login',
      'verdict.record',
      'verdict.withdraw',
    ])
    expect(new Set(entries.map(({ client_address }) => client_address))).toEqual(new Set([CLIENT_ADDRESS]))
  })

  test('stopping ends every process of the product and leaves both servers running', async () => {
    expect(await product.stop()).toBe(0)
    expect(listProcesses(product)).toEqual([])
    expect((await fetch(`${clickhouse.endpoint.url}/ping`)).ok).toBe(true)
    expect(await state.user.count()).toBe(1)
  }, 60_000)

  async function readHealth() {
    return Health.parse(JSON.parse((await call('GET', '/api/v1/health')).text))
  }

  async function listSessions() {
    const answer = await call('GET', `/api/v1/sessions?${new URLSearchParams({ host })}`)
    return SessionPage.parse(JSON.parse(answer.text)).data
  }
})

function settingsFor(store: EmbeddedStore): Record<string, string> {
  const { url, account } = store.endpoint
  const [writer, migrator, reader] = [account('writer'), account('migrator'), account('reader')]
  return {
    CLICKHOUSE_URL: url,
    CLICKHOUSE_USER: writer.user,
    CLICKHOUSE_PASSWORD: writer.password,
    CLICKHOUSE_MIGRATOR_USER: migrator.user,
    CLICKHOUSE_MIGRATOR_PASSWORD: migrator.password,
    CLICKHOUSE_READER_USER: reader.user,
    CLICKHOUSE_READER_PASSWORD: reader.password,
  }
}

/** As the page in the browser asks, from an address that is not the proxy's and with an invented chain. */
function send(origin: string, method: string, where: string, cookie: string, body: unknown) {
  const payload = body === undefined ? undefined : JSON.stringify(body)
  const headers = {
    origin,
    cookie,
    'sec-fetch-site': 'same-origin',
    'x-forwarded-for': '203.0.113.9',
    ...(payload !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
  }
  return new Promise<{ status: number; cookies: string[]; text: string }>((resolve, reject) => {
    const asked = request(new URL(where, origin), { method, headers, localAddress: CLIENT_ADDRESS, agent: false })
    asked.once('error', reject)
    asked.once('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.once('error', reject)
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, cookies: response.headers['set-cookie'] ?? [], text }),
      )
    })
    asked.end(payload)
  })
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  return address.port
}
