import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import { Scope } from '#db/model/access.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { migrateState } from '#db/prisma/migrate.ts'
import { createToken } from '#db/prisma/tokens/create-token.ts'
import { GET as getReasons } from './v1/sessions/[session_id]/reasons/route.ts'

const directory = vi.hoisted(() => {
  const path = `${process.cwd()}/.cache/reasons-test-${process.pid}`
  vi.stubEnv('VIGIE_STATE_DIR', path)
  vi.stubEnv('DATABASE_URL', '')
  return path
})

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
  await migrateState()
})
afterAll(async () => {
  await stateDatabase().$disconnect()
  await store.dispose()
  rmSync(directory, { recursive: true, force: true })
})

it('a session that is not there has no reasons: 404, as the session itself', async () => {
  const admin = { name: 'console', scopes: Scope.options, token_id: null, client_address: 'local', request_id: 'test' }
  const token = await createToken(stateDatabase(), admin, { name: 'test', scopes: ['sessions:read'] })
  const request = new Request('http://localhost:3000/', { headers: { authorization: `Bearer ${token}` } })
  const params = { session_id: '79bee-f7731c4aeda4ab8210e6b9b81d6804ea' }
  expect((await getReasons(request, { params: Promise.resolve(params) })).status).toBe(404)
})
