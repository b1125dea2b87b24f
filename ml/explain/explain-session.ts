import { getScoredFeatures } from '#db/clickhouse/scores/get-scored-features.ts'
import { getSessionScore } from '#db/clickhouse/scores/get-session-score.ts'
import { listSessionEvidence } from '#db/clickhouse/scores/list-session-evidence.ts'
import { getSession } from '#db/clickhouse/sessions/get-session.ts'
import { AXIS_WORDS } from '#db/model/axis-words.ts'
import { AXES } from '#db/model/evidence.ts'
import type { SessionExplanation } from '#db/model/explanation.ts'
import { FEATURE_NAMES } from '../features.ts'
import { ModelName } from '../score/manifest.ts'
import { currentModel } from '../score/model-store.ts'
import { openModel } from '../score/open-model.ts'
import { explainSessions } from './explain-sessions.ts'
import type { ExplainedContext, Explanation } from './explanation.ts'

/** Why one scored session has its score, by the model that scores now; null when it has none or there is no model. */
export async function explainSession(session_id: string): Promise<SessionExplanation | null> {
  const [features, score] = await Promise.all([getScoredFeatures({ session_id }), getSessionScore({ session_id })])
  if (features?.length !== FEATURE_NAMES.length || score === undefined) return null
  const name = ModelName.safeParse(score.model_name)
  const { model } = await currentModel(name.success ? name.data : 'complet')
  if (model === undefined) return null
  // A model of its own: the cycle's may be replaced meanwhile.
  const open = await openModel(model)
  try {
    const context = {
      claimed_browser: await claimOf(session_id),
      coherence: score.fingerprint_coherence_score ?? NaN,
      unfit_axes: unfitAxes(score.coherence_axes),
    } satisfies ExplainedContext
    const [found] = await explainSessions(open, [{ session_id, features }], [context])
    return found === undefined ? null : withNulls(found, model.manifest.model_version)
  } finally {
    await open.close()
  }
}

async function claimOf(session_id: string): Promise<string> {
  const session = await getSession({ session_id })
  if (session === undefined) return ''
  const [evidence] = await listSessionEvidence({ window_start: session.window_start, session_ids: [session_id] })
  return evidence?.claimed_browser ?? ''
}

function unfitAxes(coherence_axes: Readonly<Record<string, number>>): string[] {
  return AXES.filter((axis) => coherence_axes[axis] === -1).map((axis) => AXIS_WORDS[axis])
}

function withNulls(explanation: Explanation, model_version: string): SessionExplanation {
  const known = (value: number) => (Number.isNaN(value) ? null : value)
  const { reasons, reason, counterfactual, counterfactual_score } = explanation
  return {
    reasons: reasons.map(({ feature, contribution, value, human_median }) => ({
      feature,
      contribution,
      value: known(value),
      human_median: known(human_median),
    })),
    reason,
    counterfactual: counterfactual.map(({ feature, human_value }) => ({ feature, human_value: known(human_value) })),
    counterfactual_score: known(counterfactual_score),
    model_version,
    explained_at: new Date().toISOString(),
  }
}
