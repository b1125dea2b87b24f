import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import { knownLists } from '#db/refdata/versions.ts'
import { migrateStore } from './prepare.ts'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.dispose())

test('a store that npm start has migrated holds the reference lists that come with Vigie', async () => {
  await migrateStore()
  const lists = [...(await knownLists()).values()]
  expect(lists.length).toBeGreaterThan(3)
  expect(lists.filter(({ origin, rows }) => origin !== 'bundled' || rows === 0)).toEqual([])
})
