import type { Stranger, Site } from '#lab/people.ts'
import { peopleFor } from '../people/plan-people.ts'
import type { Random } from '#lab/random.ts'
import { isKindOf, type Kind, type KindOf, type Split } from '../kinds.ts'

/** People that share one browser process, one after the other; or one program's visit; or a fleet's whole work. */
export type Shift =
  | { of: 'people'; kind: KindOf<'person'>; people: Stranger[] }
  | { of: 'browsers'; kind: KindOf<'automated_browser'>; people: Stranger[] }
  | { of: 'tool'; kind: KindOf<'naive_seen' | 'naive_unseen'>; sites: Site[] }
  | { of: 'impersonator'; kind: KindOf<'impersonator'>; sites: Site[] }
  | { of: 'fleet'; kind: KindOf<'slow_fleet'>; machines: number; sites: Site[] }

const PEOPLE_PER_SEAT = 12
const ROBOTS_PER_SEAT = 6
/** The addresses of a fleet are spread over the namespaces, so over their stacks. */
const FLEET_PER_SHIFT = 25
/** Shares of people by browser. */
const PEOPLE_SHARES: readonly [KindOf<'person'>, number][] = [
  ['chromium', 0.35],
  ['chromium-windowed', 0.25],
  ['firefox', 0.25],
  ['firefox-windowed', 0.15],
]

export interface ShiftPlan {
  split: Split
  sites: readonly Site[]
  kinds: readonly Kind[]
  people: number
  /** Of each kind of program. */
  visits: number
  /** Addresses of a slow fleet. */
  fleet: number
  random: Random
}

/** All shifts in an order that mixes them. */
export function planShifts(plan: ShiftPlan): Shift[] {
  // Training sees people, and the programs that it may know.
  const kinds = plan.kinds.filter((kind) => plan.split === 'test' || isKindOf(kind, 'person', 'naive_seen'))
  const shifts = [...peopleShifts(plan), ...kinds.flatMap((kind) => shiftsOf(kind, plan))]
  return shifts
    .map((shift) => ({ shift, key: plan.random.next() }))
    .sort((one, other) => one.key - other.key)
    .map(({ shift }) => shift)
}

function peopleShifts({ sites, kinds, people, random }: ShiftPlan): Shift[] {
  const present = PEOPLE_SHARES.filter(([kind]) => kinds.includes(kind))
  const total = present.reduce((sum, [, share]) => sum + share, 0)
  return present.flatMap(([kind, share]) => {
    const seats = Math.round((people * share) / total / PEOPLE_PER_SEAT)
    return Array.from({ length: seats }, (): Shift => {
      return { of: 'people', kind, people: peopleFor(PEOPLE_PER_SEAT, sites, random) }
    })
  })
}

function shiftsOf(kind: Kind, { sites, visits, fleet, random }: ShiftPlan): Shift[] {
  const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)
  // Tools sweep several hosts as often as people visit several.
  const chosen = (): Site[] => peopleFor(1, sites, random).flatMap(({ stays }) => stays)
  if (isKindOf(kind, 'naive_seen', 'naive_unseen')) return times(visits, () => ({ of: 'tool', kind, sites: chosen() }))
  if (isKindOf(kind, 'impersonator')) return times(visits, () => ({ of: 'impersonator', kind, sites: chosen() }))
  if (isKindOf(kind, 'automated_browser')) {
    const seats = Math.ceil(visits / ROBOTS_PER_SEAT)
    return times(seats, () => ({ of: 'browsers', kind, people: peopleFor(ROBOTS_PER_SEAT, sites, random) }))
  }
  if (isKindOf(kind, 'slow_fleet')) {
    const target = chosen().slice(0, 1)
    const parts = Math.ceil(fleet / FLEET_PER_SHIFT)
    return times(parts, () => ({ of: 'fleet', kind, machines: Math.ceil(fleet / parts), sites: target }))
  }
  return []
}
