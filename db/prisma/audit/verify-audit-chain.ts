import type { StateDatabase } from '../client.ts'
import { entryHashOf } from './entry-hash.ts'

const BATCH = 1000

/** The first entry that does not follow from the one before, or null when the whole chain holds. */
export async function verifyAuditChain(state: StateDatabase): Promise<{ entries: number; broken_at: number | null }> {
  let sequence = 0
  let hash = ''
  for (;;) {
    const entries = await state.auditEntry.findMany({
      where: { sequence: { gt: sequence } },
      orderBy: { sequence: 'asc' },
      take: BATCH,
    })
    for (const entry of entries) {
      const follows =
        entry.sequence === sequence + 1 && entry.previous_hash === hash && entry.entry_hash === entryHashOf(entry)
      if (!follows) return { entries: sequence, broken_at: sequence + 1 }
      sequence = entry.sequence
      hash = entry.entry_hash
    }
    if (entries.length < BATCH) break
  }
  const head = await state.auditHead.findUniqueOrThrow({ where: { id: 1 } })
  return { entries: sequence, broken_at: head.entry_hash === hash ? null : sequence + 1 }
}
