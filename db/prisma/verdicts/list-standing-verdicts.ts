import type { Verdict } from '../../model/verdict.ts'
import type { StateDatabase } from '../client.ts'
import { verdictOf } from './verdict-of.ts'

/** The verdict that counts of every session that was decided on since; one that was withdrawn does not. */
export async function listStandingVerdicts(state: StateDatabase, since: Date): Promise<Verdict[]> {
  const rows = await state.verdict.findMany({
    where: { withdrawn_at: null, decided_at: { gte: since } },
    orderBy: [{ decided_at: 'asc' }, { verdict_id: 'asc' }],
  })
  return [...new Map(rows.map((row) => [row.session_id, verdictOf(row)])).values()]
}
