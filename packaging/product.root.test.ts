import { createServer, type Server } from 'node:http'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { listProcesses } from './trial-processes.ts'
import { startTrialProduct, type TrialProduct } from './trial-product.ts'

const isRoot = process.getuid?.() === 0
const PATIENT = { timeout: 60_000, interval: 200 }

async function countRows(product: TrialProduct, host: string): Promise<number> {
  const password = readFileSync(
    `${product.environment['VIGIE_STATE_DIR'] ?? ''}/secrets/clickhouse-reader`,
    'utf8',
  ).trim()
  const store = `http://127.0.0.1:${product.environment['EMBEDDED_CLICKHOUSE_PORT'] ?? ''}/`
  const query = 'SELECT count() FROM ja4_logs.http_logs WHERE host = {host:String}'
  const answer = await fetch(`${store}?${new URLSearchParams({ query, param_host: host, user: 'reader', password })}`)
  if (!answer.ok) throw new Error(await answer.text())
  return Number(await answer.text())
}

describe.skipIf(!isRoot)('the product as npm start makes it', () => {
  let product: TrialProduct
  let server: Server
  let host = ''

  beforeAll(async () => {
    product = await startTrialProduct()
    server = createServer((_, response) => response.end('ok'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no address')
    host = `127.0.0.1:${address.port}`
  }, 300_000)

  afterAll(async () => {
    server.close()
    await product.stop()
    product.discard()
  }, 60_000)

  async function request(count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      const answer = await fetch(`http://${host}/${i}`, { headers: { connection: 'close' } })
      expect(await answer.text()).toBe('ok')
    }
  }

  test('prints its address, and on the first start a set-up link', () => {
    expect(product.output()).toMatch(/Vigie is up: http/)
    expect(product.setupUrl).toContain('/setup?token=')
  })

  test('a store that is killed comes back, and no request of that time is lost or counted twice', async () => {
    await request(20)
    await vi.waitFor(async () => expect(await countRows(product, host)).toBe(20), PATIENT)
    const launcher = listProcesses(product).find(({ command }) => command.includes('libchdb'))
    expect(launcher).toBeDefined()
    process.kill(launcher?.pid ?? 0, 'SIGKILL')
    await request(30)
    await vi.waitFor(async () => expect(await countRows(product, host)).toBe(50), PATIENT)
    expect(product.output()).toMatch(/store: ended .*starts again/)
  }, 90_000)

  test('told to stop it ends every process, writes what it knows, and starts again without repeating the set-up', async () => {
    await request(25)
    expect(await product.stop()).toBe(0)
    expect(listProcesses(product)).toEqual([])
    product = await product.restart()
    expect(product.setupUrl).not.toBe('')
    expect(product.output()).toMatch(/application .*fresh/)
    await vi.waitFor(async () => expect(await countRows(product, host)).toBe(75), PATIENT)
  }, 120_000)

  test('a second supervisor on the same state is refused in one sentence', async () => {
    await expect(product.restart()).rejects.toThrow(/already running here/)
  }, 60_000)

  test('children of a killed supervisor end by themselves', async () => {
    const supervisor = listProcesses(product).find(({ command }) => command.includes('packaging/start.ts'))
    process.kill(supervisor?.pid ?? 0, 'SIGKILL')
    await vi.waitFor(() => expect(listProcesses(product)).toEqual([]), PATIENT)
  }, 90_000)
})
