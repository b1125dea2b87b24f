import type { StateDatabase } from '../client.ts'

/** Sessions decided since a time whose standing verdict says that this automation is tolerated. */
export async function toleratedSessions(state: StateDatabase, since: Date): Promise<string[]> {
  const rows = await state.verdict.findMany({
    where: { withdrawn_at: null, decided_at: { gte: since } },
    orderBy: [{ decided_at: 'asc' }, { verdict_id: 'asc' }],
    select: { session_id: true, verdict: true },
  })
  const newest = new Map(rows.map(({ session_id, verdict }) => [session_id, verdict]))
  return [...newest].flatMap(([session_id, verdict]) => (verdict === 'tolerated' ? [session_id] : []))
}
