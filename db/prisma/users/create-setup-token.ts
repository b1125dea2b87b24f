import { randomBytes } from 'node:crypto'
import { Conflict } from '../../model/errors.ts'
import type { Actor } from '../actor.ts'
import type { StateDatabase } from '../client.ts'
import { decide } from '../decide.ts'
import { sha256 } from '../sha256.ts'

const LIFETIME_MS = 24 * 3_600_000

/** The secret of the one-time set-up link; refused as soon as anybody can log in. A new one ends the earlier ones. */
export function createSetupToken(state: StateDatabase, actor: Actor): Promise<string> {
  return decide(state, actor, 'admin:users', async (transaction) => {
    if ((await transaction.user.count()) > 0) throw new Conflict('The set-up is done: a user exists.')
    const secret = randomBytes(32).toString('base64url')
    const now = Date.now()
    await transaction.setupToken.deleteMany()
    await transaction.setupToken.create({
      data: { token_hash: sha256(secret), created_at: new Date(now), expires_at: new Date(now + LIFETIME_MS) },
    })
    return { result: secret, action: 'setup_token.create', object: 'setup' }
  })
}
