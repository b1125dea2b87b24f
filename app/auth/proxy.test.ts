import { NextRequest } from 'next/server'
import { expect, it } from 'vitest'
import { SESSION_COOKIE } from './cookie-name.ts'
import { proxy } from '../../proxy.ts'

const ask = (path: string, headers: Record<string, string> = {}) =>
  proxy(new NextRequest(`http://localhost:3000${path}`, { headers }))

it('a page without a cookie leads to the login, and from there back', () => {
  const answer = ask('/sessions?host=a')
  expect(answer.status).toBe(307)
  expect(answer.headers.get('location')).toBe('http://localhost:3000/login?next=%2Fsessions%3Fhost%3Da')
  expect(ask('/login').status).toBe(200)
})

it('each page has a nonce of its own, the same in policy and request', () => {
  const headers = { cookie: `${SESSION_COOKIE}=x` }
  const nonces = [ask('/', headers), ask('/', headers)].map((answer) => {
    const nonce = /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1]
    expect(answer.headers.get('x-middleware-request-x-nonce')).toBe(nonce)
    return nonce
  })
  expect(new Set(nonces).size).toBe(2)
})

it('scripts need the nonce, and nobody may frame us', () => {
  const policy = ask('/login').headers.get('content-security-policy') ?? ''
  for (const part of ["'strict-dynamic'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
    expect(policy).toContain(part)
  }
  expect(policy).not.toMatch(/script-src[^;]*'unsafe-inline'/)
})
