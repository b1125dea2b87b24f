import { randomBytes } from 'node:crypto'
import { SCOPES_OF_TOKEN, type Scope } from '../../model/access.ts'
import { Forbidden } from '../../model/errors.ts'
import type { Actor } from '../actor.ts'
import type { StateDatabase } from '../client.ts'
import { decide } from '../decide.ts'
import { sha256 } from '../sha256.ts'

/** The whole token `vg_live_<id>_<secret>`, shown this once: only the secret's SHA-256 is kept. */
export function createToken(
  state: StateDatabase,
  actor: Actor,
  {
    name,
    scopes = SCOPES_OF_TOKEN,
    expires_at = null,
  }: { name: string; scopes?: readonly Scope[]; expires_at?: Date | null },
): Promise<string> {
  return decide(state, actor, 'admin:tokens', async (transaction) => {
    const beyond = scopes.filter((scope) => !actor.scopes.includes(scope))
    if (beyond.length > 0) throw new Forbidden(`Nobody gives a token more than they have: ${beyond.join(', ')}.`)
    const token_id = randomBytes(8).toString('hex')
    const secret = randomBytes(32).toString('base64url')
    const facts = {
      token_id,
      name,
      scopes: scopes.join(' '),
      created_by: actor.name,
      created_at: new Date(),
      expires_at,
    }
    await transaction.apiToken.create({ data: { ...facts, secret_hash: sha256(secret) } })
    return {
      result: `vg_live_${token_id}_${secret}`,
      action: 'token.create',
      object: `token/${token_id}`,
      after: facts,
    }
  })
}
