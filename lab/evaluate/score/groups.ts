import { detectFleets } from '#ml/group/detect-fleets.ts'
import { runRules } from '#ml/rules/run-rules.ts'
import { join } from 'node:path'
import { randomOf } from '#lab/random.ts'
import { compose, FLEET_LEAD_MS, type Guest, type Half } from '../compose/compose.ts'
import { load } from '../compose/load.ts'
import type { Visit } from '../compose/read-capture.ts'
import { shareOf, type Share } from '../measure/wilson.ts'
import { startEvaluationStore } from './evaluation-store.ts'
import { halvesOf, type PopulationPlan } from './judge-population.ts'
import { listFleetMembers } from './list-fleet-members.ts'

const STEP_MS = 600_000
const HOUR_MS = 3_600_000
const FLEET_DEADLINE_MS = 2 * HOUR_MS

export interface Groups {
  /** Addresses of the slow fleets that were named members of a fleet within two hours of their first request. */
  fleet: Share
  /** Addresses of people that were named so, at any time. */
  people_in_fleets: Share
  /** Hits of the rules by name. */
  rules: Record<string, number>
}

/**
 * Fleets as they would have been looked for every ten minutes of the test, and the rules over its hours; in a store of its own
 * without background, whose visits come several times and so act alike.
 */
export async function findGroups(visits: readonly Visit[], plan: PopulationPlan): Promise<Groups> {
  const [, half] = halvesOf(plan.hours, Date.now())
  const store = await startEvaluationStore()
  try {
    const whole = { halves: [half], bot_share: { train: 1, test: 1 }, random: randomOf(plan.seed) }
    const { guests } = await load(compose(visits, whole), join(plan.folder, 'groups'))
    return await groupsAmong(half, guests)
  } finally {
    await store.stop()
  }
}

async function groupsAmong(half: Half, guests: readonly Guest[]): Promise<Groups> {
  const ends_ms = half.starts_ms + half.hours * HOUR_MS
  for (let now_ms = half.starts_ms + STEP_MS; now_ms <= ends_ms; now_ms += STEP_MS)
    await detectFleets({ now: new Date(now_ms), every_ms: 0 })
  const found = new Map(
    (await listFleetMembers({})).map(({ src_ip, detected_at }) => [src_ip, Date.parse(detected_at)]),
  )
  const foundBefore = (some: readonly Guest[], deadline_ms: number): Share =>
    shareOf(some.filter(({ src_ip }) => (found.get(src_ip) ?? Infinity) <= deadline_ms).length, some.length)
  const began_ms = half.starts_ms + FLEET_LEAD_MS
  const { by_rule } = await runRules({ now: new Date(ends_ms), since: new Date(half.starts_ms), tolerated: new Set() })
  const of = (isMeant: (guest: Guest) => boolean): readonly Guest[] => guests.filter(isMeant)
  return {
    fleet: foundBefore(
      of((guest) => guest.class === 'slow_fleet'),
      began_ms + FLEET_DEADLINE_MS,
    ),
    people_in_fleets: foundBefore(
      of(({ label }) => label === 'human'),
      Number.MAX_VALUE,
    ),
    rules: { ...by_rule },
  }
}
