import { listSessionEvidence } from '#db/clickhouse/scores/list-session-evidence.ts'
import { getSession } from '#db/clickhouse/sessions/get-session.ts'
import { getSessionFeatures } from '#db/clickhouse/sessions/get-session-features.ts'
import type { Judgement } from '#db/model/evidence.ts'
import { currentProfiles } from './current-profiles.ts'
import { judgeCoherence } from './judge-coherence.ts'

/** The coherence of a session as of now, or undefined when it is not kept. */
export async function judgeSession(session_id: string): Promise<Judgement | undefined> {
  const [session, row, profiles] = await Promise.all([
    getSession({ session_id }),
    getSessionFeatures({ session_id }),
    currentProfiles(),
  ])
  if (session === undefined || row === undefined) return undefined
  const { window_start } = session
  const [evidence] = await listSessionEvidence({ window_start, session_ids: [session_id] })
  return evidence && judgeCoherence(evidence, row.features, profiles)
}
