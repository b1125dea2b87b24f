import { timingSafeEqual } from 'node:crypto'
import { SCOPES_OF_ROLE } from '#db/model/access.ts'
import { Unauthenticated, Unavailable } from '#db/model/errors.ts'
import type { User } from '#db/model/user.ts'
import type { Actor } from '#db/prisma/actor.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { sha256 } from '#db/prisma/sha256.ts'
import { verifyToken } from '#db/prisma/tokens/verify-token.ts'
import { findLogin } from '#db/prisma/users/find-login.ts'
import { readOrCreateSecret } from '#db/state-directory.ts'
import { clientAddressOf } from '../auth/client-address.ts'
import { readSessionCookie } from '../auth/session-cookie.ts'
import { config } from '../config.ts'

/** Who asks, before anything is said of what they may. */
export interface Caller {
  kind: 'nobody' | 'user' | 'token' | 'secret'
  actor: Actor
  user: User | null
  /** The value of the login's cookie. */
  session_secret: string | null
}

/** `secret_name`: the route is opened by this secret of the state directory instead of a token. */
export async function identify(request: Request, request_id: string, secret_name: string | null): Promise<Caller> {
  const client_address = clientAddressOf(request.headers, config.trusted_proxies, config.proxy_header)
  const nobody: Actor = { name: 'nobody', scopes: [], token_id: null, client_address, request_id }
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  if (secret_name !== null) {
    if (bearer === undefined || !isSecret(bearer, readOrCreateSecret(secret_name)))
      throw new Unauthenticated('The secret is missing or wrong.')
    return { kind: 'secret', actor: { ...nobody, name: secret_name }, user: null, session_secret: null }
  }
  if (bearer !== undefined) {
    const token = await askState(verifyToken(stateDatabase(), bearer))
    if (token === null) throw new Unauthenticated('The token is unknown, expired or revoked.')
    const actor = { ...nobody, name: `token:${token.name}`, scopes: token.scopes, token_id: token.token_id }
    return { kind: 'token', actor, user: null, session_secret: null }
  }
  const session_secret = readSessionCookie(request.headers)
  const user = session_secret === undefined ? null : await askState(findLogin(stateDatabase(), session_secret))
  if (session_secret === undefined || user === null)
    return { kind: 'nobody', actor: nobody, user: null, session_secret: null }
  return {
    kind: 'user',
    actor: { ...nobody, name: user.name, scopes: SCOPES_OF_ROLE[user.role] },
    user,
    session_secret,
  }
}

function isSecret(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(expected)))
}

async function askState<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw new Unavailable('The state database does not answer.', { cause: error })
  }
}
