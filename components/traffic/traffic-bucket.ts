import { countWords, plural } from '#components/text/number-words.ts'
import { THREAT_LEVELS } from '#components/severity/threat-level.ts'

export interface TrafficBucket {
  bucket_start: string
  sessions: number
  requests: number
  /** Sessions by threat level; those without a score are in none. */
  by_threat_level: Readonly<Record<string, number>>
}

export function unscoredOf({ sessions, by_threat_level }: TrafficBucket): number {
  const scored = THREAT_LEVELS.reduce((sum, { level }) => sum + (by_threat_level[level] ?? 0), 0)
  return Math.max(0, sessions - scored)
}

export interface TrafficTotal {
  sessions: number
  requests: number
  unscored: number
  severe: number
}

export function totalOf(buckets: readonly TrafficBucket[]): TrafficTotal {
  const total = { sessions: 0, requests: 0, unscored: 0, severe: 0 }
  for (const bucket of buckets) {
    total.sessions += bucket.sessions
    total.requests += bucket.requests
    total.unscored += unscoredOf(bucket)
    total.severe += (bucket.by_threat_level['CRITICAL'] ?? 0) + (bucket.by_threat_level['HIGH'] ?? 0)
  }
  return total
}

/** The picture in one sentence. */
export function summaryOf(buckets: readonly TrafficBucket[]): string {
  const { sessions, requests, unscored, severe } = totalOf(buckets)
  if (sessions === 0) return 'No session in this range.'
  return `${plural(sessions, 'session')}, ${plural(requests, 'request')}; ${countWords(severe)} high or critical, ${countWords(unscored)} not scored.`
}
