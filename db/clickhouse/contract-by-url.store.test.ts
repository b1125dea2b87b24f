import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { freePort } from './embedded/free-port.ts'
import { startEmbedded } from './embedded/start-embedded.ts'

const directory = mkdtempSync(join(tmpdir(), 'vigie-store-'))
const { endpoint, stop } = await startEmbedded({ stateDirectory: directory, port: await freePort(), memory_mb: 800 })
for (const [role, prefix] of [
  ['writer', 'CLICKHOUSE'],
  ['migrator', 'CLICKHOUSE_MIGRATOR'],
  ['reader', 'CLICKHOUSE_READER'],
] as const) {
  const { user, password } = endpoint.account(role)
  vi.stubEnv(`${prefix}_USER`, user)
  vi.stubEnv(`${prefix}_PASSWORD`, password)
}
vi.stubEnv('CLICKHOUSE_URL', endpoint.url)
// The configuration is read once: what is imported from here on reads that of a server of one's own.
vi.resetModules()
const { config } = await import('../config.ts')
const { closeClickhouse } = await import('./client.ts')
const { migrate } = await import('./migrate.ts')
const { describeEveryQuery } = await import('./contract.fixture.ts')
await migrate()

describe("every query, on a server by its URL and with one's own accounts", () => {
  afterAll(async () => {
    await closeClickhouse()
    await stop()
    vi.unstubAllEnvs()
    rmSync(directory, { recursive: true, force: true })
  })
  test('the store is reached by the configured URL alone', () => {
    expect(config.clickhouse).toMatchObject({ embedded: false, url: endpoint.url })
  })
  describeEveryQuery()
})
