import type { FeatureRow } from '#db/clickhouse/scores/feature-row.ts'
import { listChallengeRecords } from '#db/clickhouse/scores/list-challenge-records.ts'
import { listRuleHits } from '#db/clickhouse/scores/list-rule-hits.ts'
import { listSessionEvidence } from '#db/clickhouse/scores/list-session-evidence.ts'
import { listTrainingFeatures } from '#db/clickhouse/scores/list-training-features.ts'
import { listTrainingWindows } from '#db/clickhouse/scores/list-training-windows.ts'
import type { Candidate } from '../baseline.ts'
import { currentProfiles } from '../coherence/current-profiles.ts'
import { judgeCoherence } from '../coherence/judge-coherence.ts'
import { groupBy } from './group-by.ts'

const ROWS_MAX = 50_000

interface Options {
  since: Date
  until: Date
  hosts: readonly string[]
  /** Sessions that must be among them. */
  session_ids: readonly string[]
  report: (line: string) => void
}

/** At most 50,000 sessions and those asked for, from each hour its share. One hour at a time: that is what the store works out at once. */
export async function readCandidates({ since, until, hosts, session_ids, report }: Options): Promise<Candidate[]> {
  const found = await listTrainingWindows({ since: since.toISOString(), hosts: [...hosts] })
  const windows = found.filter(({ window_start }) => window_start < until.toISOString())
  const all = windows.reduce((sum, { sessions }) => sum + sessions, 0)
  const wanted = byWindow(session_ids)
  const hits = await listRuleHits({ since: since.toISOString() })
  const profiles = await currentProfiles()
  const candidates: Candidate[] = []
  for (const { window_start, sessions } of windows) {
    const asked = wanted.get(window_start) ?? []
    const limit = Math.ceil((sessions * Math.min(ROWS_MAX, all)) / all) + asked.length
    const rows = await listTrainingFeatures({ window_start, hosts: [...hosts], session_ids: asked, limit })
    const hits_here = hits.filter((hit) => hit.window_start === window_start)
    candidates.push(...(await judge(rows, window_start, profiles, hits_here)))
    report(`read ${window_start}: ${rows.length} of ${sessions} sessions, ${candidates.length} so far`)
  }
  return candidates
}

/** These sessions alone, whatever their hour, from at most so many hours: each costs as much as a whole one. */
export async function readSessions(session_ids: readonly string[], windows_max: number): Promise<Candidate[]> {
  const profiles = await currentProfiles()
  const candidates: Candidate[] = []
  for (const [window_start, asked] of [...byWindow(session_ids)].slice(0, windows_max)) {
    const rows = await listTrainingFeatures({ window_start, hosts: [], session_ids: asked, limit: asked.length })
    const those = rows.filter(({ session_id }) => asked.includes(session_id))
    candidates.push(...(await judge(those, window_start, profiles, [])))
  }
  return candidates
}

type Profiles = Awaited<ReturnType<typeof currentProfiles>>
type Hit = Awaited<ReturnType<typeof listRuleHits>>[number]

async function judge(
  rows: FeatureRow[],
  window_start: string,
  profiles: Profiles,
  hits: readonly Hit[],
): Promise<Candidate[]> {
  const evidences = await listSessionEvidence({ window_start, session_ids: [] })
  const by_session = new Map(evidences.map((evidence) => [evidence.session_id, evidence]))
  const ruled = groupBy(hits, ({ src_ip }) => src_ip)
  const challenged = groupBy(await listChallengeRecords({ window_start }), ({ src_ip }) => src_ip)
  return rows.map((row) => {
    const evidence = by_session.get(row.session_id)
    const records = (challenged.get(row.src_ip) ?? []).filter(({ host }) => host === '' || host === row.host)
    return {
      row,
      evidence,
      fingerprint_coherence_score:
        evidence === undefined ? NaN : judgeCoherence(evidence, row.features, profiles).fingerprint_coherence_score,
      label: undefined,
      hit_rule: (ruled.get(row.src_ip) ?? []).some((hit) => concerns(hit, row)),
      challenge: outcomeOf(records),
    }
  })
}

/** A rule tells of a session, or of all that its address did. */
function concerns(hit: Hit, { ja4, host }: FeatureRow): boolean {
  return (hit.ja4 === '' || hit.ja4 === ja4) && (hit.host === '' || hit.host === host)
}

function outcomeOf(records: readonly { passed: number; failed: number; denied: number }[]): Candidate['challenge'] {
  if (records.some(({ failed, denied }) => failed + denied > 0)) return 'failed'
  return records.some(({ passed }) => passed > 0) ? 'passed' : 'none'
}

/** A session's id begins with its hour since 1970, in hexadecimal. */
function byWindow(session_ids: readonly string[]): Map<string, string[]> {
  return groupBy(session_ids, (session_id) => {
    const hour = Number.parseInt(session_id.slice(0, session_id.indexOf('-')), 16)
    return new Date(hour * 3_600_000).toISOString()
  })
}
