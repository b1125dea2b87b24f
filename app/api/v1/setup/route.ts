import { z } from 'zod'
import { Password, User, UserName } from '#db/model/user.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { completeSetup } from '#db/prisma/users/complete-setup.ts'
import { login } from '#db/prisma/users/login.ts'
import { defineRoute, nothing } from '../../handler.ts'
import { sessionCookie } from '../../../auth/session-cookie.ts'

export const POST = defineRoute(
  {
    summary: 'Make the first administrator with the one-time link that the server printed; logs in',
    access: 'anyone',
    params: nothing,
    query: nothing,
    body: z.object({ setup_token: z.string().min(1).max(200), name: UserName, password: Password }),
    answer: { status: 201, description: 'The administrator; the cookie is set', schema: z.object({ user: User }) },
  },
  async ({ body, caller, request }) => {
    const actor = { ...caller.actor, name: body.name }
    const user = await completeSetup(stateDatabase(), actor, body)
    const { session_secret } = await login(stateDatabase(), actor, {
      ...body,
      user_agent: request.headers.get('user-agent') ?? '',
    })
    return { body: { user }, headers: { 'Set-Cookie': sessionCookie(session_secret) } }
  },
)
