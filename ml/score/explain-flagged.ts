import { countUnexplained } from '#db/clickhouse/scores/count-unexplained.ts'
import { insertAnomalies } from '#db/clickhouse/scores/insert-anomalies.ts'
import { listSessionEvidence } from '#db/clickhouse/scores/list-session-evidence.ts'
import { listUnexplained } from '#db/clickhouse/scores/list-unexplained.ts'
import { AXIS_WORDS } from '#db/model/axis-words.ts'
import { AXES } from '#db/model/evidence.ts'
import { explainSessions } from '../explain/explain-sessions.ts'
import { modelOf, type CycleModels } from './cycle-models.ts'

/** Reasons cost more than scores: a cycle gives so many, the gravest first, and the next one goes on. */
const EXPLAINED_MAX = 500

/** Known to listUnexplained, so that it is not asked again. */
const NO_REASON = 'No single feature stands out.'

type Unexplained = Awaited<ReturnType<typeof listUnexplained>>[number]

export interface Explained {
  explained: number
  /** How many more wait for the next cycle. */
  waiting: number
}

/** Adds its reasons to what was flagged since a time, by the model that flagged it where it still scores. */
export async function explainFlagged(models: CycleModels, since: Date, now: Date): Promise<Explained> {
  const rows = await listUnexplained({ since: since.toISOString(), limit: EXPLAINED_MAX })
  const claims = await claimsOf(rows)
  let explained = 0
  for (const model_name of ['complet', 'applicatif'] as const) {
    const own = rows.filter((row) => row.model_name === model_name)
    const context = own.map(({ session_id, fingerprint_coherence_score, coherence_axes }) => ({
      claimed_browser: claims.get(session_id) ?? '',
      coherence: fingerprint_coherence_score,
      unfit_axes: AXES.filter((axis) => coherence_axes[axis] === -1).map((axis) => AXIS_WORDS[axis]),
    }))
    const reasons = await explainSessions(modelOf(models, model_name), own, context)
    const told = new Map(reasons.map((each) => [each.session_id, each]))
    await insertAnomalies(
      own.flatMap((row) => {
        const found = told.get(row.session_id)
        if (found === undefined) return []
        const because = found.reasons.length === 0 ? NO_REASON : found.reason
        const reason = [row.reason, because].filter((part) => part !== '').join(' ')
        // After what the score's own writing said, which this replaces.
        return [{ ...row, ...found, reason, rule: '', detected_at: new Date(now.getTime() + 1).toISOString() }]
      }),
    )
    explained += own.length
  }
  const waiting = rows.length < EXPLAINED_MAX ? 0 : await countUnexplained({ since: since.toISOString() })
  return { explained, waiting }
}

async function claimsOf(rows: readonly Unexplained[]): Promise<Map<string, string>> {
  const claims = new Map<string, string>()
  for (const window_start of new Set(rows.map((row) => row.window_start))) {
    const own = rows.filter((row) => row.window_start === window_start)
    const evidence = await listSessionEvidence({ window_start, session_ids: own.map(({ session_id }) => session_id) })
    for (const { session_id, claimed_browser } of evidence) claims.set(session_id, claimed_browser)
  }
  return claims
}
