import { NotFound } from '../../model/errors.ts'
import type { Actor } from '../actor.ts'
import type { StateDatabase } from '../client.ts'
import { decide } from '../decide.ts'
import { hashPassword } from './password-hash.ts'

/** Ends all of the user's logins: whoever knew the old password is out. */
export async function changePassword(
  state: StateDatabase,
  actor: Actor,
  { name, password }: { name: string; password: string },
): Promise<void> {
  const password_hash = await hashPassword(password)
  await decide(state, actor, 'admin:users', async (transaction) => {
    const user = await transaction.user.findUnique({ where: { name } })
    if (user === null) throw new NotFound(`There is no user named ${name}.`)
    await transaction.user.update({ where: { name }, data: { password_hash } })
    await transaction.loginSession.deleteMany({ where: { user_id: user.user_id } })
    return { result: undefined, action: 'user.password', object: `user/${name}` }
  })
}
