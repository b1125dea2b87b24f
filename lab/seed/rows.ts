import type { Request } from '#db/model/request.ts'
import { randomOf, type Random } from '#lab/random.ts'
import type { Class } from './addresses.ts'
import type { Conversation } from './conversation.ts'
import { sessionOf } from './sessions.ts'

const HOUR_MS = 3_600_000
/** Copies of a row may lie this much before it and stay in its hour. */
const MARGIN_MS = 2000
const NAMES = ['shop', 'blog', 'www', 'api', 'docs', 'support', 'news', 'store', 'forum', 'static'] as const

export interface SeedPlan {
  sessions: Readonly<Record<Class, number>>
  hours: number
  hosts: number
  seed: number
  until: Date
}

export const CLASSES = ['humans', 'scanners', 'bots', 'clusters'] as const satisfies readonly Class[]

/** Names the rows of a run, so that they can be found and counted. */
export function sensorIdOf({ seed, until }: SeedPlan): string {
  return `seed-${seed}-${Math.floor(until.getTime() / 1000).toString(36)}`
}

/** Sessions one after the other, the classes mixed by their sizes; the same plan makes the same rows. */
export function* sessionsOf(plan: SeedPlan): Generator<{ kind: Class; rows: Request[] }> {
  const random = randomOf(plan.seed)
  const total = CLASSES.reduce((sum, kind) => sum + plan.sessions[kind], 0)
  const made: Record<Class, number> = { humans: 0, scanners: 0, bots: 0, clusters: 0 }
  for (let number = 1; number <= total; number++) {
    const kind = furthestBehind(plan.sessions, made, number / total)
    const serial = made[kind]++
    const host = hostOf(random.below(plan.hosts))
    const session = sessionOf({ kind, serial, sensor_id: sensorIdOf(plan), host, random })
    place(session, plan, random)
    yield { kind, rows: session.rows }
  }
}

function furthestBehind(wanted: SeedPlan['sessions'], made: Record<Class, number>, share: number): Class {
  const behind = (kind: Class): number => (made[kind] < wanted[kind] ? wanted[kind] * share - made[kind] : -Infinity)
  return CLASSES.reduce((one, other) => (behind(other) > behind(one) ? other : one))
}

function hostOf(number: number): string {
  const name = NAMES[number % NAMES.length] ?? NAMES[0]
  return number < NAMES.length ? `${name}.example` : `${name}${Math.floor(number / NAMES.length)}.example`
}

/** Into one clock hour as a whole, so that it is one session; into a later hour as likely as into an earlier one. */
function place({ rows, times_ms }: Conversation, { hours, until }: SeedPlan, random: Random): void {
  const lasts_ms = Math.max(...times_ms) + MARGIN_MS
  const begin_ms = beginOf(lasts_ms, hours, until.getTime(), random)
  for (const [at, row] of rows.entries()) row.time = new Date(begin_ms + (times_ms[at] ?? 0)).toISOString()
}

function beginOf(lasts_ms: number, hours: number, end_ms: number, random: Random): number {
  const current_ms = Math.floor(end_ms / HOUR_MS) * HOUR_MS
  for (let tries = 0; tries < 100; tries++) {
    const start_ms = Math.floor((end_ms - random.next() * hours * HOUR_MS) / HOUR_MS) * HOUR_MS
    const room_ms = (start_ms === current_ms ? end_ms - start_ms : HOUR_MS) - lasts_ms - MARGIN_MS
    if (room_ms > 0) return start_ms + MARGIN_MS + Math.floor(random.next() * room_ms)
  }
  // Longer than what the hours asked for have room for: the hour before has it.
  return current_ms - HOUR_MS + MARGIN_MS
}
