import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { TestServer } from '#sensor/source/ebpf/test-servers/test-server.ts'
import { startTellingNginx, tellEverything } from './canary-requests.fixture.ts'
import { listProcesses } from './trial-processes.ts'
import { startTrialProduct, type TrialProduct } from './trial-product.ts'

const PATIENT = { timeout: 30_000, interval: 200 }
const CORE_PATTERN = '/proc/sys/kernel/core_pattern'
const canary = `canary${randomBytes(10).toString('hex')}`
/** Stands where nothing is redacted: what finds it would find the canary. */
const control = `control${randomBytes(10).toString('hex')}`
const SHAPES = [canary, canary.toUpperCase(), ...[0, 1, 2].map(base64Of)]

const isRoot = process.getuid?.() === 0

/** Base64 of the canary at each of the three alignments, without what its neighbours decide. */
function base64Of(alignment: number): string {
  return Buffer.from('x'.repeat(alignment) + canary)
    .toString('base64')
    .slice(4, -4)
}
const tells = (bytes: Buffer): boolean => SHAPES.some((shape) => bytes.includes(shape))

describe.skipIf(!isRoot)('a secret in decrypted traffic', () => {
  let product: TrialProduct
  let server: TestServer
  let state = ''
  let corePattern = ''

  beforeAll(async () => {
    state = mkdtempSync(path.join(tmpdir(), 'vigie-privacy-'))
    server = await startTellingNginx(canary)
    product = await startTrialProduct({
      stateDirectory: state,
      environment: {
        VIGIE_SENSOR_OUTPUTS: `clickhouse,file:${state}/rows.ndjson`,
        VIGIE_SENSOR_REDACT_HEADERS: 'X-Staff-Number',
        VIGIE_SENSOR_MASK_PARAMETERS: 'matricule',
        VIGIE_SENSOR_RESPONSE_HEADERS: 'content-type,set-cookie,location,x-api-key',
      },
    })
  }, 300_000)

  afterAll(async () => {
    if (corePattern !== '') writeFileSync(CORE_PATTERN, corePattern)
    await product.stop()
    await server.stop()
    rmSync(state, { recursive: true, force: true })
  }, 60_000)

  async function ask(query: string): Promise<Buffer> {
    const password = readFileSync(`${state}/secrets/clickhouse-migrator`, 'utf8').trim()
    const store = `http://127.0.0.1:${product.environment['EMBEDDED_CLICKHOUSE_PORT'] ?? ''}/`
    const answer = await fetch(`${store}?${new URLSearchParams({ query, user: 'migrator', password })}`)
    const bytes = Buffer.from(await answer.arrayBuffer())
    if (!answer.ok) throw new Error(`${query}: ${bytes.toString()}`)
    return bytes
  }
  const lines = async (query: string) => (await ask(query)).toString().trimEnd().split('\n')

  /** Names of the tables with the text in any column of any row. */
  async function tablesWith(isIn: (bytes: Buffer) => boolean): Promise<string[]> {
    const names = await lines(`SELECT concat(database, '.', name) FROM system.tables
      WHERE database IN ('ja4_logs', 'ja4_processing') AND engine != 'MaterializedView'
      OR database = 'system' AND name IN ('query_log', 'text_log', 'query_thread_log', 'part_log', 'crash_log')`)
    const found: string[] = []
    for (const name of names) if (isIn(await ask(`SELECT * FROM ${name} FORMAT RowBinary`))) found.push(name)
    return found
  }

  /** Files below the state directory, logs, spool, secrets and SQLite among them. */
  function filesWith(isIn: (bytes: Buffer) => boolean): string[] {
    return readdirSync(state, { recursive: true, encoding: 'utf8' }).filter((name) => {
      const file = path.join(state, name)
      return existsSync(file) && statSync(file).isFile() && isIn(readFileSync(file))
    })
  }

  const spooled = () => filesWith((bytes) => bytes.includes(control)).filter((name) => name.startsWith('spool/'))
  const requestsWith = async (mark: string) =>
    Number(await lines(`SELECT count() FROM ja4_logs.http_logs WHERE path LIKE '/${mark}%' AND status_code > 0`))

  test('is in no table, no file and no process, wherever client and server put it', async () => {
    const expected = await tellEverything(server, canary, control)
    await vi.waitFor(async () => expect(await requestsWith(control)).toBe(expected), PATIENT)
    await vi.waitFor(
      async () => expect(await lines("SELECT count() FROM ja4_logs.http_logs WHERE path = '/odd'")).toEqual(['2']),
      PATIENT,
    )

    expect(await tablesWith(tells)).toEqual([])
    expect(filesWith(tells)).toEqual([])
    expect(tells(Buffer.from(product.output()))).toBe(false)
    const processes = listProcesses(product)
    expect(processes.length).toBeGreaterThan(3)
    for (const { pid, command } of processes) {
      expect(tells(readFileSync(`/proc/${pid}/environ`)), command).toBe(false)
      expect(tells(Buffer.from(command))).toBe(false)
    }

    const sees = (bytes: Buffer) => bytes.includes(control)
    expect(await tablesWith(sees)).toEqual(expect.arrayContaining(['ja4_logs.http_logs']))
    expect(filesWith(sees)).toContain('rows.ndjson')
    const [hashes] = await lines(
      `SELECT uniqExact(h.2), any(h.2) LIKE 'hmac:%' FROM ja4_logs.http_logs ARRAY JOIN headers AS h
       WHERE path LIKE '/${control}%' AND lower(h.1) = 'authorization'`,
    )
    expect(hashes, 'one secret, one keyed hash').toBe('1\t1')
  }, 60_000)

  test('is in no spool file while the store is away', async () => {
    const store = listProcesses(product).find(({ command }) => command.includes('libchdb'))?.pid ?? 0
    process.kill(store, 'SIGSTOP')
    try {
      await tellEverything(server, canary, control)
      await vi.waitFor(() => expect(spooled()).not.toEqual([]), PATIENT)
      expect(filesWith(tells)).toEqual([])
    } finally {
      process.kill(store, 'SIGCONT')
    }
  }, 60_000)

  test('is in no core of the sensor, for a crash leaves none', async () => {
    const scratch = mkdtempSync(path.join(tmpdir(), 'vigie-cores-'))
    corePattern = readFileSync(CORE_PATTERN, 'utf8')
    // To a program, for then no limit on the size of cores stands in the way.
    writeFileSync(CORE_PATTERN, `|/usr/bin/dd of=${scratch}/core.%p`)
    spawnSync(process.execPath, ['-e', 'process.kill(process.pid, "SIGSEGV")'])
    await vi.waitFor(() => expect(readdirSync(scratch), 'this machine writes cores').toHaveLength(1), PATIENT)

    await tellEverything(server, canary, control)
    const sensor = listProcesses(product).find(({ command }) => /^\S*node --import tsx sensor\/main/.test(command))
    process.kill(sensor?.pid ?? 0, 'SIGSEGV')
    await vi.waitFor(() => expect(product.output()).toMatch(/sensor: ended/), PATIENT)
    expect(readdirSync(scratch)).toHaveLength(1)
    writeFileSync(CORE_PATTERN, corePattern)
    rmSync(scratch, { recursive: true })
  }, 60_000)
})
