import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { SCOPES_OF_ROLE } from '#db/model/access.ts'
import type { User } from '#db/model/user.ts'
import type { Actor } from '#db/prisma/actor.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { findLogin } from '#db/prisma/users/find-login.ts'
import { config } from '../config.ts'
import { clientAddressOf } from './client-address.ts'
import { readSessionCookie } from './session-cookie.ts'

/** Whose login this page request carries; asked once per request. */
export const currentUser = cache(async (): Promise<User | null> => {
  const session_secret = readSessionCookie(await headers())
  return session_secret === undefined ? null : findLogin(stateDatabase(), session_secret)
})

/** For every page behind the login; `next` is the path to come back to. */
export async function requireUser(next = '/'): Promise<User> {
  const user = await currentUser()
  if (user === null) redirect(next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`)
  return user
}

/** The page's user as the doer that verbs and queries ask for. */
export async function requireActor(next = '/'): Promise<Actor> {
  const user = await requireUser(next)
  const client_address = clientAddressOf(await headers(), config.trusted_proxies, config.proxy_header)
  return { name: user.name, scopes: SCOPES_OF_ROLE[user.role], token_id: null, client_address, request_id: 'page' }
}
