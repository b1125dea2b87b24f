import { insertLabelSnapshots } from '#db/clickhouse/scores/insert-label-snapshots.ts'
import type { LabelSnapshot } from '#db/clickhouse/scores/label-snapshot.ts'
import { listLabelSnapshots } from '#db/clickhouse/scores/list-label-snapshots.ts'
import type { Candidate } from '../baseline.ts'
import { FEATURE_NAMES } from '../features.ts'

/** So many ids fit into one question. */
const IDS_AT_ONCE = 5000

/** Keeps what sessions with a verdict look like, for when their requests are gone. */
export async function keepSnapshots(candidates: readonly Candidate[], now: Date): Promise<void> {
  const decided = candidates.filter(({ label }) => label?.source === 'verdict')
  await insertLabelSnapshots(
    decided.map(({ row, fingerprint_coherence_score }) => ({
      session_id: row.session_id,
      window_start: row.window_start,
      started_at: row.started_at,
      taken_at: now.toISOString(),
      hits: row.hits,
      fingerprint_coherence_score,
      features: Object.fromEntries(
        FEATURE_NAMES.flatMap((name, at) => {
          const value = row.features[at] ?? NaN
          return Number.isNaN(value) ? [] : [[name, value]]
        }),
      ),
    })),
  )
}

/** These sessions since a time as they were kept, of those that were. */
export async function recallSnapshots(session_ids: readonly string[], since: Date): Promise<Candidate[]> {
  const recalled: Candidate[] = []
  for (let from = 0; from < session_ids.length; from += IDS_AT_ONCE) {
    const asked = session_ids.slice(from, from + IDS_AT_ONCE)
    const snapshots = await listLabelSnapshots({ session_ids: asked, since: since.toISOString() })
    recalled.push(...snapshots.map(candidateOf))
  }
  return recalled
}

function candidateOf(snapshot: LabelSnapshot): Candidate {
  const { session_id, window_start, started_at, hits, fingerprint_coherence_score } = snapshot
  const features = FEATURE_NAMES.map((name) => snapshot.features[name] ?? NaN)
  const row = {
    session_id,
    window_start,
    started_at,
    ended_at: started_at,
    hits,
    src_ip: '',
    ja4: '',
    host: '',
    features,
  }
  return { row, evidence: undefined, fingerprint_coherence_score, label: undefined, hit_rule: false, challenge: 'none' }
}
