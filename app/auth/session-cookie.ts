import { ABSOLUTE_MS } from '#db/prisma/users/login-lifetime.ts'
import { IS_SECURE, SESSION_COOKIE } from './cookie-name.ts'

const ATTRIBUTES = `Path=/; HttpOnly; SameSite=Lax${IS_SECURE ? '; Secure' : ''}`

export function sessionCookie(session_secret: string): string {
  return `${SESSION_COOKIE}=${session_secret}; Max-Age=${ABSOLUTE_MS / 1000}; ${ATTRIBUTES}`
}

export function endedSessionCookie(): string {
  return `${SESSION_COOKIE}=; Max-Age=0; ${ATTRIBUTES}`
}

export function readSessionCookie(headers: Headers): string | undefined {
  for (const pair of (headers.get('cookie') ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2)
    if (name === SESSION_COOKIE && value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value)) return value
  }
  return undefined
}
