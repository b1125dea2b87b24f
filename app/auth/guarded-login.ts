import { Unauthenticated } from '#db/model/errors.ts'
import type { Actor } from '#db/prisma/actor.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { login, type Login } from '#db/prisma/users/login.ts'
import { neighbourhoodOf } from './client-address.ts'
import { LoginBackoff } from './login-backoff.ts'

const backoff = new LoginBackoff()

/** A login that slows down who guesses, by account and network: the owner elsewhere is not locked out. */
export async function guardedLogin(
  actor: Actor,
  credentials: { name: string; password: string; user_agent: string },
): Promise<Login> {
  const key = `${credentials.name} ${neighbourhoodOf(actor.client_address)}`
  backoff.refuseTooEarly(key, Date.now())
  // Counted before the slow comparison, or a burst of guesses would pass together.
  backoff.noteFailure(key, Date.now())
  try {
    const done = await login(stateDatabase(), actor, credentials)
    backoff.forget(key)
    return done
  } catch (error) {
    if (!(error instanceof Unauthenticated)) backoff.forget(key)
    throw error
  }
}
