import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { User } from '#db/model/user.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { findLogin } from '#db/prisma/users/find-login.ts'
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
