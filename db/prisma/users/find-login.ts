import { User } from '../../model/user.ts'
import type { StateDatabase } from '../client.ts'
import { sha256 } from '../sha256.ts'
import { IDLE_MS } from './login-lifetime.ts'

/** Use is noted at most this often, so that reading does not become writing. */
const NOTE_EVERY_MS = 60_000

/** Whose login the cookie's value is; null when it is unknown, idle too long, over, or its user is disabled. */
export async function findLogin(state: StateDatabase, session_secret: string, now = new Date()): Promise<User | null> {
  const session_hash = sha256(session_secret)
  const found = await state.loginSession.findUnique({ where: { session_hash }, include: { user: true } })
  if (found?.user.disabled_at !== null) return null
  const idle_ms = now.getTime() - found.last_seen_at.getTime()
  if (found.expires_at <= now || idle_ms > IDLE_MS) return null
  if (idle_ms > NOTE_EVERY_MS) {
    await state.loginSession.updateMany({ where: { session_hash }, data: { last_seen_at: now } })
  }
  return User.parse(found.user)
}
