import { countScoresByBin } from '#db/clickhouse/scores/count-scores-by-bin.ts'
import { listScoresOfSessions } from '#db/clickhouse/scores/list-scores-of-sessions.ts'
import { SCORE_BINS, type LabelledScore, type ScoreHistogram, type ScoringModel } from '#db/model/score-histogram.ts'
import type { SessionFilter } from '#db/model/session.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { listStandingVerdicts } from '#db/prisma/verdicts/list-standing-verdicts.ts'
import { manifestOf } from '#ml/score/model-store.ts'

const DAY_MS = 86_400_000
/** The newest decisions; more than these fit into no request's time. */
const LABELS_MAX = 5000

type Asked = SessionFilter & { since: string; until: string }
type Counted = Awaited<ReturnType<typeof countScoresByBin>>[number]

/** Scores of a range by bin and level, the models that gave them, and the scores of what people called human or bot. */
export async function readScoreHistogram(asked: Asked, wanted?: string): Promise<ScoreHistogram> {
  const counted = await countScoresByBin(asked)
  const models = await modelsOf(counted)
  const model_name = wanted ?? largestOf(models)
  const labelled = model_name === undefined ? [] : await labelledScores(asked, model_name)
  const own = counted.filter((each) => each.model_name === model_name)
  return { bins: binsOf(own), models, labelled, days: daysOf(own, asked) }
}

/** From the first scored hour on: where scoring began yesterday, a week has one day of scores. */
function daysOf(counted: readonly Counted[], { since, until }: Asked): number {
  const oldest = Math.min(...counted.map(({ oldest_window_start }) => Date.parse(oldest_window_start)), Infinity)
  const from = Number.isFinite(oldest) ? Math.max(oldest, Date.parse(since)) : Date.parse(since)
  return Math.max(0, Date.parse(until) - from) / DAY_MS
}

function binsOf(counted: readonly Counted[]): ScoreHistogram['bins'] {
  const bins = Array.from({ length: SCORE_BINS }, (): Record<string, number> => ({}))
  for (const { bin, threat_level, sessions } of counted) {
    const by_level = bins[bin]
    if (by_level !== undefined) by_level[threat_level] = (by_level[threat_level] ?? 0) + sessions
  }
  return bins.map((by_threat_level) => ({ by_threat_level }))
}

async function modelsOf(counted: readonly Counted[]): Promise<ScoringModel[]> {
  const byVersion = new Map<string, Omit<ScoringModel, 'facts'>>()
  for (const { model_name, model_version, sessions, newest_scored_at } of counted) {
    const known = byVersion.get(model_version)
    byVersion.set(model_version, {
      model_name,
      model_version,
      sessions: (known?.sessions ?? 0) + sessions,
      newest_scored_at: [known?.newest_scored_at ?? '', newest_scored_at].sort()[1] ?? '',
    })
  }
  const models = await Promise.all(
    [...byVersion.values()].map(async (model): Promise<ScoringModel> => {
      const manifest = await manifestOf(model.model_version)
      if (manifest === undefined) return { ...model, facts: null }
      const { origin, trained_at, thresholds } = manifest
      return { ...model, facts: { origin, trained_at, thresholds } }
    }),
  )
  return models.sort((a, b) => (a.newest_scored_at < b.newest_scored_at ? 1 : -1))
}

function largestOf(models: readonly ScoringModel[]): string | undefined {
  const sessions = new Map<string, number>()
  for (const model of models) sessions.set(model.model_name, (sessions.get(model.model_name) ?? 0) + model.sessions)
  return [...sessions].sort(([, a], [, b]) => b - a)[0]?.[0]
}

/** A session that is judged was seen before: whoever was judged since the range began may lie in it. */
async function labelledScores({ since, until }: Asked, model_name: string): Promise<LabelledScore[]> {
  const verdicts = await listStandingVerdicts(stateDatabase(), new Date(since))
  const decided = new Map<string, LabelledScore['verdict']>()
  for (const { session_id, verdict } of verdicts.slice(-LABELS_MAX))
    if (verdict === 'human' || verdict === 'bot') decided.set(session_id, verdict)
  if (decided.size === 0) return []
  const scores = await listScoresOfSessions({ session_ids: [...decided.keys()], since, until, model_name })
  return scores.flatMap((score) => {
    const verdict = decided.get(score.session_id)
    return verdict === undefined ? [] : [{ ...score, verdict }]
  })
}
