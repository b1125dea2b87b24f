import { randomBytes } from 'node:crypto'
import { Unauthenticated } from '../../model/errors.ts'
import { User } from '../../model/user.ts'
import type { Actor } from '../actor.ts'
import type { StateDatabase, StateTransaction } from '../client.ts'
import { decide } from '../decide.ts'
import { sha256 } from '../sha256.ts'
import { ABSOLUTE_MS, IDLE_MS } from './login-lifetime.ts'
import { isPassword } from './password-hash.ts'

export interface Login {
  user: User
  /** The cookie's value: given out here and kept nowhere. */
  session_secret: string
}

/** Every attempt leaves an audit row, the refused one too. */
export async function login(
  state: StateDatabase,
  actor: Actor,
  { name, password, user_agent }: { name: string; password: string; user_agent: string },
): Promise<Login> {
  const found = await state.user.findFirst({ where: { name, disabled_at: null } })
  const matches = await isPassword(found?.password_hash, password)
  if (found === null || !matches) {
    await decide(state, actor, null, () =>
      Promise.resolve({ result: undefined, action: 'login.refused', object: `user/${name}` }),
    )
    throw new Unauthenticated('The name or the password is not right.')
  }
  const user = User.parse(found)
  return decide(state, { ...actor, name: user.name }, null, async (transaction) => {
    const session_secret = await openLogin(transaction, user, actor.client_address, user_agent)
    return { result: { user, session_secret }, action: 'login', object: `user/${user.name}` }
  })
}

/** A fresh 256-bit session; clears away the ended ones in passing. */
async function openLogin(
  transaction: StateTransaction,
  user: User,
  client_address: string,
  user_agent: string,
): Promise<string> {
  const now = Date.now()
  const session_secret = randomBytes(32).toString('base64url')
  const idle_since = new Date(now - IDLE_MS)
  await transaction.loginSession.deleteMany({
    where: { OR: [{ expires_at: { lt: new Date(now) } }, { last_seen_at: { lt: idle_since } }] },
  })
  await transaction.loginSession.create({
    data: {
      session_hash: sha256(session_secret),
      user_id: user.user_id,
      created_at: new Date(now),
      last_seen_at: new Date(now),
      expires_at: new Date(now + ABSOLUTE_MS),
      client_address,
      user_agent: user_agent.slice(0, 300),
    },
  })
  return session_secret
}
