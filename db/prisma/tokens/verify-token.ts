import { timingSafeEqual } from 'node:crypto'
import type { ApiToken } from '../../model/api-token.ts'
import type { StateDatabase } from '../client.ts'
import { sha256 } from '../sha256.ts'
import { apiTokenOf } from './list-tokens.ts'

const TOKEN = /^vg_live_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/
const NOTE_EVERY_MS = 60_000

/** The token's facts when it is genuine, neither revoked nor expired; null otherwise, without saying which. */
export async function verifyToken(state: StateDatabase, text: string, now = new Date()): Promise<ApiToken | null> {
  const [, token_id, secret] = TOKEN.exec(text) ?? []
  if (token_id === undefined || secret === undefined) return null
  const found = await state.apiToken.findUnique({ where: { token_id } })
  if (found === null) return null
  if (!timingSafeEqual(Buffer.from(found.secret_hash), Buffer.from(sha256(secret)))) return null
  if (found.revoked_at !== null || (found.expires_at !== null && found.expires_at <= now)) return null
  if (found.last_used_at === null || now.getTime() - found.last_used_at.getTime() > NOTE_EVERY_MS) {
    await state.apiToken.update({ where: { token_id }, data: { last_used_at: now } })
  }
  return apiTokenOf(found)
}
