import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestStore, type TestStore } from '../store.fixture.ts'
import { startEmbedded } from './start-embedded.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

test('a second store on the same directory is refused in one sentence', async () => {
  const second = startEmbedded({ stateDirectory: store.stateDirectory, port: store.port + 1 })
  await expect(second).rejects.toThrow(/^Another store already runs on .*clickhouse\.$/)
})

test('a taken port is refused in one sentence', async () => {
  const second = startEmbedded({ stateDirectory: join(store.stateDirectory, 'other'), port: store.port })
  await expect(second).rejects.toThrow(/^Port \d+ is taken: .*\.$/)
})

test('passwords and configuration are readable by their owner only', () => {
  for (const path of ['clickhouse-config/users.xml', 'secrets/clickhouse-writer']) {
    expect(statSync(join(store.stateDirectory, path)).mode & 0o777).toBe(0o600)
  }
  expect(statSync(join(store.stateDirectory, 'clickhouse')).mode & 0o777).toBe(0o700)
})
