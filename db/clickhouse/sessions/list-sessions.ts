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
  const { sort, after_anomaly_score, ...rest } = question.data
  if (sort === 'time') return newest({ ...rest, unscored_only: false }, options)
  // The unscored come behind the last score: a page that ended among them goes on there.
  if (after_anomaly_score === null) return newest({ ...rest, unscored_only: true }, options)
  const scored = await mostAnomalous({ ...rest, after_anomaly_score }, options)
  const limit = rest.limit - scored.length
  if (limit === 0) return scored
  return [...scored, ...(await newest({ ...SessionFilter.parse(rest), limit, unscored_only: true }, options))]
}

/** From which scores on a page is looked for, before all are read. */
const LEAST_SCORES = { all: [0.99, 0.9, 0.5], host: [0.5], ja4: [], address: [] } as const
/** How far back, before the whole range is read: an address has few sessions, wherever they lie, and mostly all are scored. */
const LOOK_BACK_HOURS = { all: [2, 24], host: [2, 24], ja4: [24], address: [] } as const
const UNSCORED_HOURS = { all: [2, 24], host: [], ja4: [], address: [] } as const

/** What narrows a question most. */
function kindOf({ src_ip, ja4, host }: Pick<Question, 'src_ip' | 'ja4' | 'host'>): keyof typeof LEAST_SCORES {
  if (src_ip !== undefined) return 'address'
  if (ja4 !== undefined) return 'ja4'
  return host === undefined ? 'all' : 'host'
}

type Scored = Parameters<typeof listMostAnomalousSessionKeys>[0]

/** Sessions by their newest scores: those whose score was another once are passed over where they had that. */
async function mostAnomalous(question: Scored, options?: CallOptions): Promise<Session[]> {
  const found: Session[] = []
  for (let after: Partial<ScoredSessionKey> = {}; ;) {
    const limit = question.limit - found.length
    const begin = after.session_id !== undefined && {
      after_anomaly_score: after.anomaly_score,
      after_session_id: after.session_id,
    }
    const keys = await highestFirst({ ...question, ...begin, limit }, options)
    const sessions = await sessionsOf(keys, options)
    found.push(...sessions.filter(({ key, session }) => session.anomaly_score === key.anomaly_score).map(pick))
    const last = keys.at(-1)
    if (last === undefined || found.length === question.limit) return found
    after = last
  }
}

/** The highest scores are few and lie together: lower ones are read only while rows are missing. */
async function highestFirst(question: Scored, options?: CallOptions): Promise<ScoredSessionKey[]> {
  const highest = question.after_anomaly_score ?? 1
  for (const least_anomaly_score of LEAST_SCORES[kindOf(question)].filter((least) => least < highest)) {
    const keys = await listMostAnomalousSessionKeys({ ...question, least_anomaly_score }, options)
    if (keys.length === question.limit) return keys
  }
  return listMostAnomalousSessionKeys(question, options)
}

const pick = ({ session }: { session: Session }): Session => session

/** The sessions with their newest scores, in the order of their keys. */
async function sessionsOf<K extends SessionKey>(keys: readonly K[], options?: CallOptions) {
  if (keys.length === 0) return []
  const columns = {
    windows: keys.map(({ window_start }) => window_start),
    src_ips: keys.map(({ src_ip }) => src_ip),
    ja4s: keys.map(({ ja4 }) => ja4),
    hosts: keys.map(({ host }) => host),
  }
  const sessions = await listSessionsByKey(columns, options)
  const byId = new Map(sessions.map((session) => [session.session_id, session]))
  return keys.flatMap((key) => {
    const session = byId.get(key.session_id)
    return session === undefined ? [] : [{ key, session }]
  })
}

type NewestQuestion = Omit<Parameters<typeof listNewestSessionKeys>[0], 'from'>

async function newest(question: NewestQuestion, options?: CallOptions): Promise<Session[]> {
  const place = {
    newest: question.after_ended_at ?? question.until,
    since: question.since,
    limit: question.limit,
    look_back_hours: question.unscored_only ? UNSCORED_HOURS[kindOf(question)] : LOOK_BACK_HOURS[kindOf(question)],
  }
  const keys = await newestFirst(place, (from) =>
    listNewestSessionKeys({ ...question, ...(from !== undefined && { from }) }, options),
  )
  return (await sessionsOf(keys, options)).map(pick)
}
