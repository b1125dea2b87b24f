import { z } from 'zod'
import { User } from '#db/model/user.ts'
import { guardedLogin } from '../../../auth/guarded-login.ts'
import { sessionCookie } from '../../../auth/session-cookie.ts'
import { defineRoute, nothing } from '../../handler.ts'

export const POST = defineRoute(
  {
    summary: 'Log in a browser',
    access: 'anyone',
    params: nothing,
    query: nothing,
    body: z.object({ name: z.string().max(64), password: z.string().max(256) }),
    answer: { status: 200, description: 'Who is logged in; the cookie is set', schema: z.object({ user: User }) },
  },
  async ({ body, caller, request }) => {
    const { user, session_secret } = await guardedLogin(caller.actor, {
      ...body,
      user_agent: request.headers.get('user-agent') ?? '',
    })
    return { body: { user }, headers: { 'Set-Cookie': sessionCookie(session_secret) } }
  },
)
