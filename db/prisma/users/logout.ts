import type { Actor } from '../actor.ts'
import type { StateDatabase } from '../client.ts'
import { decide } from '../decide.ts'
import { sha256 } from '../sha256.ts'

export function logout(state: StateDatabase, actor: Actor, session_secret: string): Promise<void> {
  return decide(state, actor, null, async (transaction) => {
    await transaction.loginSession.deleteMany({ where: { session_hash: sha256(session_secret) } })
    return { result: undefined, action: 'logout', object: `user/${actor.name}` }
  })
}
