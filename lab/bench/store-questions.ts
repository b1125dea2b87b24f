import { z } from 'zod'
import { bucketSpan } from '#app/api/bucket-span.ts'
import { clickhouseFor } from '#db/clickhouse/client.ts'
import { listConnectionHistogram } from '#db/clickhouse/connections/list-connection-histogram.ts'
import { listConnectionSources } from '#db/clickhouse/connections/list-connection-sources.ts'
import { listConnections } from '#db/clickhouse/connections/list-connections.ts'
import { countDeadLetters } from '#db/clickhouse/health/count-dead-letters.ts'
import { getStoreHealth } from '#db/clickhouse/health/get-store-health.ts'
import { listSensorHeartbeats } from '#db/clickhouse/health/list-sensor-heartbeats.ts'
import { listSessionRequests } from '#db/clickhouse/requests/list-session-requests.ts'
import { getSessionScore } from '#db/clickhouse/scores/get-session-score.ts'
import { lastCycle } from '#db/clickhouse/scores/last-cycle.ts'
import { getSessionFacts } from '#db/clickhouse/sessions/get-session-facts.ts'
import { getSession } from '#db/clickhouse/sessions/get-session.ts'
import { listSessionHistogram } from '#db/clickhouse/sessions/list-session-histogram.ts'
import { listSessions } from '#db/clickhouse/sessions/list-sessions.ts'
import type { Session } from '#db/model/session.ts'

/** Something that a screen asks, with the name that the report gives it. */
export interface Question {
  name: string
  ask: () => Promise<unknown>
}

const HOUR_MS = 3_600_000
const PAGE = 201
const BUCKETS = 60
const RANGES = { '1 h': 1, '24 h': 24, '7 days': 168, '30 days': 720 }

/** What the pages ask of a store as it is filled, each as it asks: one page of 200, 60 buckets, ten addresses. */
export async function questionsOf(busy_hour: Date): Promise<Question[]> {
  const until = new Date(busy_hour.getTime() + HOUR_MS).toISOString()
  const [seen] = await listSessions({ until, sort: 'time', limit: 1 })
  if (!seen) throw new Error('There is no session in the store.')
  const scanner = await busiestScanner()
  return [
    ...sessionLists(until, seen),
    ...histograms(until, seen, scanner),
    ...sessionPages(seen),
    ...connectionLists(until, scanner),
    ...health(until),
  ]
}

function spans(until: string): { range: string; since: string; until: string; bucket_seconds: number }[] {
  return Object.entries(RANGES).map(([range, hours]) => {
    const since = new Date(Date.parse(until) - hours * HOUR_MS).toISOString()
    return { range, ...bucketSpan({ since, until }, BUCKETS) }
  })
}

function sessionLists(until: string, { src_ip, ja4, host }: Session): Question[] {
  const lists = spans(until).flatMap(({ range, since }) =>
    (['time', 'score'] as const).map((sort) => ({ name: `${range}, by ${sort}`, question: { since, sort } })),
  )
  const week = new Date(Date.parse(until) - 168 * HOUR_MS).toISOString()
  const filters = [
    { name: 'of an address', question: { src_ip } },
    { name: 'of a JA4', question: { ja4 } },
    { name: 'of a rare host', question: { host: 'site-59.example' } },
    { name: 'of a common host', question: { host } },
  ].flatMap(({ name, question }) =>
    (['time', 'score'] as const).map((sort) => ({
      name: `7 days ${name}, by ${sort}`,
      question: { since: week, sort, ...question },
    })),
  )
  return [...lists, ...filters].flatMap(({ name, question }) => {
    const asked = { ...question, limit: PAGE }
    return [
      { name: `sessions, ${name}`, ask: () => listSessions(asked) },
      { name: `sessions, ${name}, second page`, ask: secondPage(asked) },
    ]
  })
}

function secondPage(asked: Parameters<typeof listSessions>[0]): () => Promise<unknown> {
  let last: Promise<Session | undefined> | undefined
  return async () => {
    last ??= listSessions(asked).then((rows) => rows.at(-1))
    const row = await last
    if (!row) return []
    const { ended_at, anomaly_score, session_id } = row
    return listSessions({
      ...asked,
      after_ended_at: ended_at,
      after_anomaly_score: anomaly_score,
      after_session_id: session_id,
    })
  }
}

function histograms(until: string, { src_ip, ja4, host }: Session, scanner: string): Question[] {
  return spans(until).flatMap(({ range, ...span }) => [
    { name: `session histogram, ${range}`, ask: () => listSessionHistogram(span) },
    { name: `session histogram, ${range} of a host`, ask: () => listSessionHistogram({ ...span, host }) },
    { name: `session histogram, ${range} of a JA4`, ask: () => listSessionHistogram({ ...span, ja4 }) },
    { name: `session histogram, ${range} of an address`, ask: () => listSessionHistogram({ ...span, src_ip }) },
    { name: `connection histogram, ${range}`, ask: () => listConnectionHistogram(span) },
    {
      name: `connection histogram, ${range} of an address`,
      ask: () => listConnectionHistogram({ ...span, src_ip: scanner }),
    },
    { name: `connection sources, ${range}`, ask: () => listConnectionSources({ ...span, limit: 10 }) },
    {
      name: `connection sources, ${range} that scan`,
      ask: () => listConnectionSources({ ...span, state: 'scan', limit: 10 }),
    },
  ])
}

function sessionPages({ session_id }: Session): Question[] {
  return [
    { name: 'session', ask: () => getSession({ session_id }) },
    { name: 'session, its client', ask: () => getSessionFacts({ session_id }) },
    { name: 'session, its score', ask: () => getSessionScore({ session_id }) },
    { name: 'session, its requests', ask: () => listSessionRequests({ session_id, limit: PAGE }) },
  ]
}

function connectionLists(until: string, src_ip: string): Question[] {
  return spans(until).flatMap(({ range, since }) => [
    { name: `connections, ${range}`, ask: () => listConnections({ since, limit: PAGE }) },
    {
      name: `connections, ${range} of a rare state`,
      ask: () => listConnections({ since, state: 'slowloris', limit: PAGE }),
    },
    { name: `connections, ${range} of an address`, ask: () => listConnections({ since, src_ip, limit: PAGE }) },
  ])
}

function health(until: string): Question[] {
  const since = new Date(Date.parse(until) - 24 * HOUR_MS).toISOString()
  return [
    { name: 'health, store', ask: () => getStoreHealth() },
    { name: 'health, sensors', ask: () => listSensorHeartbeats({ since }) },
    { name: 'health, dead letters', ask: () => countDeadLetters({ since }) },
    { name: 'health, last cycle', ask: () => lastCycle() },
  ]
}

async function busiestScanner(): Promise<string> {
  const answer = await clickhouseFor('reader').query({
    query: `SELECT vigie_ip_text(src_ip) AS src_ip FROM ja4_logs.http_logs
            WHERE type = 'connection' GROUP BY src_ip ORDER BY count() DESC LIMIT 1`,
    format: 'JSONEachRow',
  })
  const [row] = z.array(z.object({ src_ip: z.string() })).parse(await answer.json())
  return row?.src_ip ?? '192.0.2.1'
}
