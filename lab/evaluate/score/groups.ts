import { detectFleets } from '#ml/group/detect-fleets.ts'
import { runRules } from '#ml/rules/run-rules.ts'
import type { Guest, Half } from '../compose/compose.ts'
import { shareOf, type Share } from '../measure/wilson.ts'
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

/** Fleets as they would have been looked for every ten minutes of the test, and the rules over its hours. */
export async function findGroups(half: Half, guests: readonly Guest[], fleet_began_ms: number): Promise<Groups> {
  const ends_ms = half.starts_ms + half.hours * HOUR_MS
  for (let now_ms = half.starts_ms + STEP_MS; now_ms <= ends_ms; now_ms += STEP_MS)
    await detectFleets({ now: new Date(now_ms), every_ms: 0 })
  const found = new Map(
    (await listFleetMembers({})).map(({ src_ip, detected_at }) => [src_ip, Date.parse(detected_at)]),
  )
  const foundBefore = (some: readonly Guest[], deadline_ms: number): Share =>
    shareOf(some.filter(({ src_ip }) => (found.get(src_ip) ?? Infinity) <= deadline_ms).length, some.length)
  const test = guests.filter(({ split }) => split === 'test')
  const { by_rule } = await runRules({ now: new Date(ends_ms), since: new Date(half.starts_ms), tolerated: new Set() })
  return {
    fleet: foundBefore(
      test.filter((guest) => guest.class === 'slow_fleet'),
      fleet_began_ms + FLEET_DEADLINE_MS,
    ),
    people_in_fleets: foundBefore(
      test.filter(({ label }) => label === 'human'),
      Infinity,
    ),
    rules: { ...by_rule },
  }
}
