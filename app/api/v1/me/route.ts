import { z } from 'zod'
import { Forbidden } from '#db/model/errors.ts'
import { User } from '#db/model/user.ts'
import { defineRoute, nothing } from '../../handler.ts'

export const GET = defineRoute(
  {
    summary: 'Who is logged in',
    access: 'somebody',
    params: nothing,
    query: nothing,
    body: nothing,
    answer: { status: 200, description: 'The user of this login', schema: z.object({ user: User }) },
  },
  ({ caller }) => {
    if (caller.user === null) return Promise.reject(new Forbidden('A token belongs to no user.'))
    return Promise.resolve({ body: { user: caller.user } })
  },
)
