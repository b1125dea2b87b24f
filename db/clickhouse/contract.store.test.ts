import { afterAll, beforeAll, describe } from 'vitest'
import { describeEveryQuery } from './contract.fixture.ts'
import { startTestStore, type TestStore } from './store.fixture.ts'

describe('every query, on the embedded store', () => {
  let store: TestStore
  beforeAll(async () => {
    store = await startTestStore()
  })
  afterAll(() => store.dispose())
  describeEveryQuery()
})
