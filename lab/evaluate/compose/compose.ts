import type { Request } from '#db/model/request.ts'
import type { Random } from '#lab/random.ts'
import type { Class, Kind, Split } from '../kinds.ts'
import { AddressBook } from './addresses.ts'
import { fleetTimes, ownTimes } from './own-times.ts'
import type { Visit } from './read-capture.ts'

const HOUR_MS = 3_600_000
/** The last visits of a half begin this long before its end, so that most are over by then. */
const TAIL_MS = 900_000
/** The slow fleet begins so long after its half. */
export const FLEET_LEAD_MS = 0.2 * HOUR_MS

/** Whom an address of the evaluation's population belongs to. */
export interface Guest {
  src_ip: string
  kind: Kind
  class: Class
  label: 'human' | 'bot'
  split: Split
  /** A visit that comes again under another address, so that an hour has the mix of a real one: it counts in no figure. */
  is_background: boolean
}

export interface Half {
  split: Split
  /** Full hours (Unix ms) of this half. */
  starts_ms: number
  hours: number
}

export interface ComposePlan {
  halves: readonly Half[]
  /** Share of programs among the visits of a half, at most; people's visits come again as background until it is kept. */
  bot_share: Readonly<Record<Split, number>>
  random: Random
}

export interface Composed {
  guest: Guest
  rows: Request[]
}

/** The population of the evaluation: every captured visit at a time of its half, with an address of its own. */
export function* compose(visits: readonly Visit[], plan: ComposePlan): Generator<Composed> {
  const book = new AddressBook(plan.random)
  for (const half of plan.halves) {
    const own = visits.filter(({ visited }) => visited.split === half.split && mayBeIn(half.split, visited.class))
    for (const [at, visit] of own.entries())
      yield* placed(visit, half, { book, plan, name: `${half.split}-${at}`, again: false })
    const people = own.filter(({ visited }) => visited.label === 'human')
    const copies = copiesNeeded(own, plan.bot_share[half.split])
    for (let copy = 0; copy < copies && people.length > 0; copy++) {
      const visit = people[plan.random.below(people.length)]
      if (visit !== undefined)
        yield* placed(visit, half, { book, plan, name: `${half.split}-again-${copy}`, again: true })
    }
  }
}

/** Training sees people, and the programs that it may know. */
function mayBeIn(split: Split, of: Class): boolean {
  return split === 'test' || of === 'person' || of === 'naive_seen'
}

/** Sessions are what the share is of: pairs of address and host, over as many hours as the visit has. */
function sessionsOf({ visited, rows }: Visit): number {
  const hours = visited.class === 'slow_fleet' ? 3 : 1
  return new Set(rows.map(({ src_ip, host, ja4 }) => `${src_ip} ${host} ${ja4}`)).size * hours
}

function copiesNeeded(visits: readonly Visit[], bot_share: number): number {
  const sum = (label: 'human' | 'bot'): number =>
    visits.filter(({ visited }) => visited.label === label).reduce((all, visit) => all + sessionsOf(visit), 0)
  const people = visits.filter(({ visited }) => visited.label === 'human').length
  if (people === 0 || bot_share >= 1) return 0
  const wanted = (sum('bot') * (1 - bot_share)) / bot_share
  return Math.max(0, Math.ceil((wanted - sum('human')) / (sum('human') / people)))
}

interface Placing {
  book: AddressBook
  plan: ComposePlan
  name: string
  again: boolean
}

/** The visit's rows by laboratory address: one guest for each family that it used. */
function* placed({ visited, rows }: Visit, half: Half, { book, plan, name, again }: Placing): Generator<Composed> {
  const times_ms = rows.map(({ time }) => Date.parse(time))
  const isFleet = visited.class === 'slow_fleet'
  const offsets = isFleet ? fleetTimes(times_ms, plan.random.next) : ownTimes(visited, times_ms)
  const room_ms = isFleet ? HOUR_MS * Math.max(0.5, half.hours - 2.1) : half.hours * HOUR_MS - TAIL_MS
  // The addresses of a fleet work at the same time.
  const begin_ms = half.starts_ms + (isFleet ? FLEET_LEAD_MS : plan.random.next() * room_ms)
  const { kind, label, split } = visited
  for (const src_ip of new Set(rows.map((row) => row.src_ip))) {
    const address = book.next(src_ip.includes(':') ? 6 : 4)
    const guest: Guest = { src_ip: address, kind, class: visited.class, label, split, is_background: again }
    const moved = rows.flatMap((row, at): Request[] => {
      if (row.src_ip !== src_ip) return []
      const time = new Date(Math.round(begin_ms + (offsets[at] ?? 0))).toISOString()
      return [{ ...row, time, src_ip: address, peer_ip: address, conn_id: `${name}-${row.conn_id}` }]
    })
    yield { guest, rows: moved }
  }
}
