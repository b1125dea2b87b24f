import type { Verdict } from '../../model/verdict.ts'
import { permit, type Actor } from '../actor.ts'
import type { StateDatabase } from '../client.ts'
import { verdictOf } from './verdict-of.ts'

/** What stands, newest first. */
export async function listVerdicts(
  state: StateDatabase,
  actor: Actor,
  { session_id, limit = 100 }: { session_id?: string; limit?: number } = {},
): Promise<Verdict[]> {
  permit(actor, 'sessions:read')
  const rows = await state.verdict.findMany({
    where: { withdrawn_at: null, ...(session_id === undefined ? {} : { session_id }) },
    orderBy: [{ decided_at: 'desc' }, { verdict_id: 'desc' }],
    take: limit,
  })
  return rows.map(verdictOf)
}
