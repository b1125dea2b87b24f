import { VerdictKind } from '../../model/verdict.ts'
import type { StateDatabase } from '../client.ts'

/** The verdict that counts, for each of these sessions that has one. */
export async function currentVerdicts(
  state: StateDatabase,
  session_ids: readonly string[],
): Promise<Map<string, VerdictKind>> {
  if (session_ids.length === 0) return new Map()
  const rows = await state.verdict.findMany({
    where: { session_id: { in: [...session_ids] }, withdrawn_at: null },
    orderBy: [{ decided_at: 'asc' }, { verdict_id: 'asc' }],
    select: { session_id: true, verdict: true },
  })
  return new Map(rows.map(({ session_id, verdict }) => [session_id, VerdictKind.parse(verdict)]))
}
