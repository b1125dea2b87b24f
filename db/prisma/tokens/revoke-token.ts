import { NotFound } from '../../model/errors.ts'
import type { Actor } from '../actor.ts'
import type { StateDatabase } from '../client.ts'
import { decide } from '../decide.ts'

/** From the next request on the token opens nothing. */
export function revokeToken(state: StateDatabase, actor: Actor, token_id: string): Promise<void> {
  return decide(state, actor, 'admin:tokens', async (transaction) => {
    const { count } = await transaction.apiToken.updateMany({
      where: { token_id, revoked_at: null },
      data: { revoked_at: new Date() },
    })
    if (count === 0) throw new NotFound(`There is no token ${token_id} that still works.`)
    return { result: undefined, action: 'token.revoke', object: `token/${token_id}` }
  })
}
