import { afterAll, beforeAll, expect, test } from 'vitest'
import { clickhouseFor } from './client.ts'
import { requireSchema } from './require-schema.ts'
import { startTestStore, type TestStore } from './store.fixture.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

const command = (query: string) => clickhouseFor('migrator').command({ query })

test('what needs tables says where they come from, and how new they must be', async () => {
  await expect(requireSchema({ newest: true })).resolves.toBeUndefined()
  await command("ALTER TABLE ja4_processing.schema_migrations DELETE WHERE name > '0008' SETTINGS mutations_sync = 2")
  await expect(requireSchema({ newest: false })).resolves.toBeUndefined()
  await expect(requireSchema({ newest: true })).rejects.toThrow(/^\d+ migrations are pending .*db -- migrate first/)
  for (const database of ['ja4_logs', 'ja4_processing']) await command(`DROP DATABASE ${database} SYNC`)
  await expect(requireSchema({ newest: false })).rejects.toThrow(
    'The store has no tables yet: run npm run -s db -- migrate',
  )
})
