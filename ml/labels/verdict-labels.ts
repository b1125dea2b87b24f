import type { StateDatabase } from '#db/prisma/client.ts'
import { listStandingVerdicts } from '#db/prisma/verdicts/list-standing-verdicts.ts'
import type { Label } from './label.ts'

/** What people decided and did not withdraw. A machine that is tolerated is a machine; "unsure" teaches nothing. */
export async function verdictLabels(state: StateDatabase, since: Date): Promise<Label[]> {
  const verdicts = await listStandingVerdicts(state, since)
  return verdicts.flatMap(({ verdict, verdict_id, session_id, decided_at }): Label[] => {
    if (verdict === 'unsure') return []
    const label = verdict === 'human' ? 'human' : 'bot'
    return [{ session_id, label, source: 'verdict', source_id: verdict_id, at: decided_at, weight: 1 }]
  })
}
