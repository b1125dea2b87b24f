import type { Actor } from '../actor.ts'
import type { StateTransaction } from '../client.ts'
import { sha256 } from '../sha256.ts'
import { entryHashOf } from './entry-hash.ts'

/** What was done, to what; `before` and `after` are kept as hashes only. */
export interface Deed {
  action: string
  object: string
  before?: unknown
  after?: unknown
}

export async function appendAuditEntry(
  transaction: StateTransaction,
  head: { sequence: number; entry_hash: string },
  actor: Actor,
  deed: Deed,
): Promise<void> {
  const entry = {
    sequence: head.sequence + 1,
    at: new Date(),
    actor: actor.name,
    token_id: actor.token_id,
    client_address: actor.client_address,
    action: deed.action,
    object: deed.object,
    before_hash: deed.before === undefined ? null : sha256(JSON.stringify(deed.before)),
    after_hash: deed.after === undefined ? null : sha256(JSON.stringify(deed.after)),
    request_id: actor.request_id,
    previous_hash: head.entry_hash,
  }
  const entry_hash = entryHashOf(entry)
  await transaction.auditEntry.create({ data: { ...entry, entry_hash } })
  await transaction.auditHead.update({ where: { id: 1 }, data: { sequence: entry.sequence, entry_hash } })
}
