import { randomUUID } from 'node:crypto'
import type { Scope } from '../model/access.ts'
import { permit, type Actor } from './actor.ts'
import { appendAuditEntry, type Deed } from './audit/append-audit-entry.ts'
import type { StateDatabase, StateTransaction } from './client.ts'

/**
 * The frame of every decision: permission first, then one transaction that holds both the change and its audit row.
 * `scope` is null only where having the secret is itself the permission (set-up, login).
 */
export async function decide<T>(
  state: StateDatabase,
  actor: Actor,
  scope: Scope | null,
  change: (transaction: StateTransaction) => Promise<Deed & { result: T }>,
): Promise<T> {
  if (scope !== null) permit(actor, scope)
  return state.$transaction(async (transaction) => {
    // A write first: SQLite refuses a transaction that has read before another one wrote.
    const head = await transaction.auditHead.update({ where: { id: 1 }, data: { turn: randomUUID() } })
    const { result, ...deed } = await change(transaction)
    await appendAuditEntry(transaction, head, actor, deed)
    return result
  })
}
