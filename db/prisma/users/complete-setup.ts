import { Conflict, Forbidden } from '../../model/errors.ts'
import type { User } from '../../model/user.ts'
import type { Actor } from '../actor.ts'
import type { StateDatabase } from '../client.ts'
import { decide } from '../decide.ts'
import { sha256 } from '../sha256.ts'
import { hashPassword } from './password-hash.ts'
import { insertUser } from './create-user.ts'

/** Makes the first administrator; the token works once. */
export async function completeSetup(
  state: StateDatabase,
  actor: Actor,
  { setup_token, name, password }: { setup_token: string; name: string; password: string },
): Promise<User> {
  const password_hash = await hashPassword(password)
  return decide(state, actor, null, async (transaction) => {
    if ((await transaction.user.count()) > 0) throw new Conflict('The set-up is done: log in instead.')
    const { count } = await transaction.setupToken.updateMany({
      where: { token_hash: sha256(setup_token), used_at: null, expires_at: { gt: new Date() } },
      data: { used_at: new Date() },
    })
    if (count === 0)
      throw new Forbidden(
        'This set-up link is used or too old. The server prints a new one: npm run -s admin -- setup-link',
      )
    const user = await insertUser(transaction, { name, role: 'admin', password_hash })
    return { result: user, action: 'setup.complete', object: `user/${user.name}`, after: user }
  })
}
