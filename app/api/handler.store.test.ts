import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { Scope } from '#db/model/access.ts'
import { Problem } from '#db/model/problem.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { migrateState } from '#db/prisma/migrate.ts'
import { createToken } from '#db/prisma/tokens/create-token.ts'
import { createSetupToken } from '#db/prisma/users/create-setup-token.ts'
import { readOrCreateSecret } from '#db/state-directory.ts'
import { defineRoute, nothing, type RouteHandler } from './handler.ts'
import { BODY_LIMIT } from './parse.ts'
import { GET as getHealth } from './v1/health/route.ts'
import { POST as postLogin } from './v1/login/route.ts'
import { POST as postLogout } from './v1/logout/route.ts'
import { GET as getMe } from './v1/me/route.ts'
import { GET as getSessions } from './v1/sessions/route.ts'
import { POST as postSetup } from './v1/setup/route.ts'
import { DELETE as deleteVerdict } from './v1/verdicts/[verdict_id]/route.ts'

const directory = vi.hoisted(() => {
  const path = `${process.cwd()}/.cache/handler-test-${process.pid}`
  vi.stubEnv('VIGIE_STATE_DIR', path)
  vi.stubEnv('DATABASE_URL', '')
  vi.stubEnv('PUBLIC_URL', '')
  vi.stubEnv('PORT', '3000')
  // Nothing listens there: a store that is away.
  vi.stubEnv('CLICKHOUSE_URL', 'http://127.0.0.1:1')
  return path
})

const ORIGIN = 'http://localhost:3000'
const admin = { name: 'console', scopes: Scope.options, token_id: null, client_address: 'local', request_id: 'test' }
const credentials = { name: 'root', password: 'correct horse battery' }

interface Asked {
  method?: string
  path?: string
  headers?: Record<string, string>
  body?: unknown
  params?: object
}
function ask(route: RouteHandler, { method = 'GET', path = '/', headers = {}, body, params }: Asked = {}) {
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  const request = new Request(`${ORIGIN}${path}`, { method, headers: { ...type, ...headers }, ...sent })
  return route(request, { params: Promise.resolve(params) })
}
async function problemOf(answer: Response) {
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  const problem = Problem.parse(await answer.json())
  expect(problem.status).toBe(answer.status)
  expect(problem.request_id).toBe(answer.headers.get('x-request-id'))
  return problem
}

let token = ''
let cookie = ''
beforeAll(async () => {
  await migrateState()
  token = await createToken(stateDatabase(), admin, { name: 'test' })
})
afterAll(async () => {
  await stateDatabase().$disconnect()
  rmSync(directory, { recursive: true, force: true })
})

describe('identity', () => {
  it('set-up makes the administrator, logs in, and works once', async () => {
    const setup_token = await createSetupToken(stateDatabase(), admin)
    const body = { setup_token, ...credentials }
    const headers = { origin: ORIGIN }
    const made = await ask(postSetup, { method: 'POST', headers, body })
    expect(made.status).toBe(201)
    const set = made.headers.get('set-cookie') ?? ''
    expect(set).toMatch(/^vigie=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/)
    cookie = set.split(';', 1)[0] ?? ''
    expect((await ask(postSetup, { method: 'POST', headers, body })).status).toBe(409)
    const me = await ask(getMe, { headers: { cookie } })
    expect(await me.json()).toMatchObject({ user: { name: 'root', role: 'admin' } })
  })

  it('nobody, a wrong token and a made-up cookie are told 401, never more', async () => {
    for (const headers of [{}, { authorization: 'Bearer vg_live_x' }, { cookie: `vigie=${'A'.repeat(43)}` }]) {
      const answer = await ask(getHealth, { headers })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      await problemOf(answer)
    }
  })

  it('a token without the permission is refused by its name', async () => {
    const narrow = await createToken(stateDatabase(), admin, { name: 'narrow', scopes: ['sessions:read'] })
    const answer = await ask(getHealth, { headers: { authorization: `Bearer ${narrow}` } })
    expect(answer.status).toBe(403)
    expect((await problemOf(answer)).detail).toContain('health:read')
  })

  it('guessing passwords becomes slower and slower, for that account and network only', async () => {
    const guess = (peer: string, password: string) =>
      ask(postLogin, {
        method: 'POST',
        headers: { origin: ORIGIN, 'x-vigie-peer': peer },
        body: { name: 'root', password },
      })
    for (let turn = 0; turn < 5; turn += 1) expect((await guess('203.0.113.5', 'wrong')).status).toBe(401)
    const slowed = await guess('203.0.113.9', credentials.password)
    expect(slowed.status).toBe(429)
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await guess('198.51.100.7', credentials.password)).status).toBe(200)
  })

  it('a secret opens its route and nothing else does', async () => {
    const route = defineRoute(
      {
        summary: '',
        access: { secret: 'cron' },
        params: nothing,
        query: nothing,
        body: nothing,
        answer: { status: 200, description: '', schema: z.object({}) },
      },
      () => Promise.resolve({ body: {} }),
    )
    const withBearer = (bearer: string) =>
      ask(route, { method: 'POST', headers: { authorization: `Bearer ${bearer}` } })
    expect((await withBearer(readOrCreateSecret('cron'))).status).toBe(200)
    expect((await withBearer(token)).status).toBe(401)
    expect((await ask(route, { method: 'POST', headers: { cookie, origin: ORIGIN } })).status).toBe(401)
  })
})

describe('changes asked for with a cookie', () => {
  const verdict = { params: { verdict_id: '00000000-0000-4000-8000-000000000000' }, method: 'DELETE' }
  const statusWith = async (headers: Record<string, string>) =>
    (await ask(deleteVerdict, { ...verdict, headers: { cookie, ...headers } })).status

  it('are refused from other sites, and when nothing tells where they come from', async () => {
    expect(await statusWith({})).toBe(403)
    expect(await statusWith({ origin: 'https://evil.example' })).toBe(403)
    expect(await statusWith({ origin: 'null' })).toBe(403)
    expect(await statusWith({ 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await statusWith({ 'sec-fetch-site': 'same-site' })).toBe(403)
    expect(await statusWith({ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' })).toBe(403)
  })

  it('pass from our own pages; a token needs no such proof', async () => {
    expect(await statusWith({ origin: ORIGIN })).toBe(404)
    expect(await statusWith({ 'sec-fetch-site': 'same-origin' })).toBe(404)
    expect((await ask(deleteVerdict, { ...verdict, headers: { authorization: `Bearer ${token}` } })).status).toBe(404)
  })
})

describe('what is sent', () => {
  const echo = defineRoute(
    {
      summary: '',
      access: 'anyone',
      params: nothing,
      query: z.object({ limit: z.coerce.number().int().max(10).optional() }),
      body: z.object({ text: z.string() }),
      answer: { status: 200, description: '', schema: z.object({ text: z.string() }) },
      has_etag: true,
    },
    ({ body }) => Promise.resolve({ body }),
  )
  const send = (body: unknown, path = '/', headers = {}) => ask(echo, { method: 'POST', body, path, headers })

  it('an unknown, repeated or wrong query parameter is refused by its name', async () => {
    for (const [query, pointer] of [
      ['?hots=a', '?hots'],
      ['?limit=1&limit=2', '?limit'],
      ['?limit=99', '?limit'],
    ]) {
      const answer = await send({ text: 'a' }, `/${query}`)
      expect(answer.status).toBe(400)
      expect((await problemOf(answer)).errors).toEqual([expect.objectContaining({ pointer })])
    }
  })

  it('a body must be JSON of the right shape and size', async () => {
    expect((await send('{')).status).toBe(400)
    expect((await send({ text: 1 })).status).toBe(422)
    expect((await problemOf(await send({ text: 'a', more: 1 }))).status).toBe(422)
    expect((await send({ text: 'a'.repeat(BODY_LIMIT) })).status).toBe(413)
    expect((await send({ text: 'a' }, '/', { 'content-type': 'text/plain' })).status).toBe(415)
  })

  it('every answer forbids keeping it and says what is left of the rate', async () => {
    const answer = await send({ text: 'a' })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('ratelimit')).toMatch(/^"default";r=\d+;t=\d+$/)
    const again = await send({ text: 'a' }, '/', { 'if-none-match': answer.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
  })
})

describe('a store that is away', () => {
  const headers = () => ({ authorization: `Bearer ${token}` })

  it('makes lists answer 503 in our words, not in the words of the store', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const answer = await ask(getSessions, { headers: headers() })
    expect(answer.status).toBe(503)
    expect(JSON.stringify(await problemOf(answer))).not.toMatch(/ECONNREFUSED|clickhouse|listSessions/i)
    expect(logged).toHaveBeenCalledOnce()
    logged.mockRestore()
  })

  it('leaves Health answering quickly with what it knows', async () => {
    const began = performance.now()
    const answer = await ask(getHealth, { headers: headers() })
    expect(performance.now() - began).toBeLessThan(3000)
    expect(await answer.json()).toMatchObject({
      status: 'degraded',
      store: { ok: false, rows: null },
      state: { ok: true, kind: 'sqlite' },
      sensors: [],
      scoring: { last_run_at: null },
    })
  })
})

it('after logging out the cookie opens nothing', async () => {
  const answer = await ask(postLogout, { method: 'POST', headers: { cookie, origin: ORIGIN } })
  expect(answer.status).toBe(204)
  expect(answer.headers.get('set-cookie')).toContain('Max-Age=0')
  expect((await ask(getMe, { headers: { cookie } })).status).toBe(401)
})
