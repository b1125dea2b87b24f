import { sha256 } from '../sha256.ts'

export interface AuditFacts {
  sequence: number
  at: Date
  actor: string
  token_id: string | null
  client_address: string
  action: string
  object: string
  before_hash: string | null
  after_hash: string | null
  request_id: string
  previous_hash: string
}

/** Covers every member and, by `previous_hash`, all entries before. */
export function entryHashOf(entry: AuditFacts): string {
  return sha256(
    JSON.stringify([
      entry.sequence,
      entry.at.toISOString(),
      entry.actor,
      entry.token_id,
      entry.client_address,
      entry.action,
      entry.object,
      entry.before_hash,
      entry.after_hash,
      entry.request_id,
      entry.previous_hash,
    ]),
  )
}
