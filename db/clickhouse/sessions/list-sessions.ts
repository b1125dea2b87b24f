import { z } from 'zod'
import { Invalid } from '../../model/errors.ts'
import { SessionFilter, type Session } from '../../model/session.ts'
import type { CallOptions } from '../define-query.ts'
import { newestFirst } from '../newest-first.ts'
import { listMostAnomalousSessionKeys } from './list-most-anomalous-session-keys.ts'
import { listNewestSessionKeys } from './list-newest-session-keys.ts'
import { listSessionsByKey } from './list-sessions-by-key.ts'
import type { ScoredSessionKey, SessionKey } from './session-key.ts'

const Question = SessionFilter.extend({
  sort: z.enum(['time', 'score']).default('time'),
  limit: z.number().int().min(1).max(1001),
  // The last row of the previous page; the next page starts behind it.
  after_ended_at: z.iso.datetime().optional(),
  after_anomaly_score: z.number().nullable().optional(),
  after_session_id: z.string().optional(),
})
type Question = z.output<typeof Question>

/**
 * Newest (`time`) or most anomalous (`score`, then the unscored, newest first) first; an empty filter matches
 * everything. A session matches `since`…`until` when it was active in between.
 */
export async function listSessions(asked: z.input<typeof Question>, options?: CallOptions): Promise<Session[]> {
  const question = Question.safeParse(asked)
  if (!question.success) throw new Invalid(z.prettifyError(question.error))
  const { scored, rest } = await keysOf(question.data, options)
  const [with_score, others] = await Promise.all([sessionsOf(scored, false, options), sessionsOf(rest, true, options)])
  return [
    ...with_score.map(({ key: { anomaly_score, threat_level, model_version }, session }) => ({
      ...session,
      anomaly_score,
      threat_level,
      model_version,
    })),
    ...others.map(({ session }) => session),
  ]
}

/** The sessions in the order of their keys. */
async function sessionsOf<K extends SessionKey>(keys: readonly K[], with_scores: boolean, options?: CallOptions) {
  if (keys.length === 0) return []
  const columns = {
    windows: keys.map(({ window_start }) => window_start),
    src_ips: keys.map(({ src_ip }) => src_ip),
    ja4s: keys.map(({ ja4 }) => ja4),
    hosts: keys.map(({ host }) => host),
  }
  const sessions = await listSessionsByKey({ ...columns, with_scores }, options)
  const byId = new Map(sessions.map((session) => [session.session_id, session]))
  return keys.flatMap((key) => {
    const session = byId.get(key.session_id)
    return session === undefined ? [] : [{ key, session }]
  })
}

interface Keys {
  scored: ScoredSessionKey[]
  /** Behind those, and whether they have a score is not known. */
  rest: SessionKey[]
}

async function keysOf({ sort, ...question }: Question, options?: CallOptions): Promise<Keys> {
  const restOf = async (rest: NewestQuestion) => ({ scored: [], rest: await newestKeys(rest, options) })
  if (sort === 'time') return restOf({ ...question, unscored_only: false })
  const { after_anomaly_score } = question
  // The unscored come behind the last score: a page that ended among them goes on there.
  if (after_anomaly_score === null) return restOf({ ...question, unscored_only: true })
  const scored = await listMostAnomalousSessionKeys({ ...question, after_anomaly_score }, options)
  const limit = question.limit - scored.length
  if (limit === 0) return { scored, rest: [] }
  const unscored = { ...SessionFilter.parse(question), limit, unscored_only: true }
  return { scored, rest: await newestKeys(unscored, options) }
}

type NewestQuestion = Omit<Parameters<typeof listNewestSessionKeys>[0], 'from'>

function newestKeys(question: NewestQuestion, options?: CallOptions): Promise<SessionKey[]> {
  const newest = question.after_ended_at ?? question.until
  return newestFirst({ newest, since: question.since, limit: question.limit }, (from) =>
    listNewestSessionKeys({ ...question, ...(from !== undefined && { from }) }, options),
  )
}
