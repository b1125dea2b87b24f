import { z } from 'zod'
import { Invalid } from '../../model/errors.ts'
import { ScoreFilter, type SessionOpinion } from '../../model/scored-session.ts'
import type { CallOptions } from '../define-query.ts'
import { listMostAnomalousSessionKeys } from '../sessions/list-most-anomalous-session-keys.ts'
import type { ScoredSessionKey } from '../sessions/session-key.ts'
import { listScoresByKey } from './list-scores-by-key.ts'

const Question = ScoreFilter.extend({
  limit: z.number().int().min(1).max(1001),
  // The last row of the previous page; the next page starts behind it.
  after_anomaly_score: z.number().optional(),
  after_session_id: z.string().optional(),
})

/** Sessions by their newest scores, the highest first; an empty filter matches every scored one. */
export async function listScores(asked: z.input<typeof Question>, options?: CallOptions): Promise<SessionOpinion[]> {
  const parsed = Question.safeParse(asked)
  if (!parsed.success) throw new Invalid(z.prettifyError(parsed.error))
  const { min_score = 0, max_score, ...question } = parsed.data
  // Before every id stands the empty one: a list that begins at a score begins behind it.
  const begin = max_score === undefined ? {} : { after_anomaly_score: max_score, after_session_id: '' }
  const found: SessionOpinion[] = []
  for (let behind = {}; ;) {
    const limit = question.limit - found.length
    const keys = await listMostAnomalousSessionKeys({ ...begin, ...question, ...behind, limit }, options)
    const wanted = keys.filter(({ anomaly_score }) => Math.fround(anomaly_score) >= Math.fround(min_score))
    found.push(...(await newestOf(wanted, options)))
    const last = keys.at(-1)
    if (last === undefined || wanted.length < keys.length || found.length === question.limit) return found
    behind = { after_anomaly_score: last.anomaly_score, after_session_id: last.session_id }
  }
}

/** In the order of the keys, without those whose score is another now: they stand where that is. */
async function newestOf(keys: readonly ScoredSessionKey[], options?: CallOptions): Promise<SessionOpinion[]> {
  if (keys.length === 0) return []
  const columns = {
    windows: keys.map(({ window_start }) => window_start),
    src_ips: keys.map(({ src_ip }) => src_ip),
    ja4s: keys.map(({ ja4 }) => ja4),
    hosts: keys.map(({ host }) => host),
  }
  const opinions = await listScoresByKey(columns, options)
  const byId = new Map(opinions.map((opinion) => [opinion.session_id, opinion]))
  return keys.flatMap(({ session_id, anomaly_score }) => {
    const opinion = byId.get(session_id)
    return opinion?.anomaly_score === anomaly_score ? [opinion] : []
  })
}
