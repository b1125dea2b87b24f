import { z } from 'zod'
import { stateDatabase } from '#db/prisma/client.ts'
import { logout } from '#db/prisma/users/logout.ts'
import { endedSessionCookie } from '../../../auth/session-cookie.ts'
import { defineRoute, nothing } from '../../handler.ts'

export const POST = defineRoute(
  {
    summary: 'End this login',
    access: 'anyone',
    params: nothing,
    query: nothing,
    body: nothing,
    answer: { status: 204, description: 'Nobody is logged in here any more', schema: z.undefined() },
  },
  async ({ caller }) => {
    if (caller.session_secret !== null) await logout(stateDatabase(), caller.actor, caller.session_secret)
    return { body: undefined, headers: { 'Set-Cookie': endedSessionCookie(), 'Clear-Site-Data': '"cache", "storage"' } }
  },
)
