import type { FleetClient } from '#db/clickhouse/groups/list-fleet-clients.ts'
import { BACKGROUND_MIN, type FoundFleet } from './find-fleets.ts'
import { behaviourOf, likenessOf, meanLikeness, overallOf } from './likeness.ts'

/** Each candidate is held against this many of the fleet's sample. */
const WITNESSES = 12

export interface FleetMember {
  client: FleetClient
  /** How much it acts as the others do, 0 to 1. */
  alike: number
  proof: string
}

/** Those of the fleet's look that also act as it does: whoever merely looks so is left out. */
export function fleetMembers(fleet: FoundFleet, candidates: readonly FleetClient[]): FleetMember[] {
  const stride = Math.max(1, Math.floor(fleet.sample.length / WITNESSES))
  const witnesses = fleet.sample.filter((_, at) => at % stride === 0).slice(0, WITNESSES)
  const least = (fleet.coherence + Math.max(fleet.background_coherence, BACKGROUND_MIN)) / 2
  return candidates.flatMap((client) => {
    const behaviour = behaviourOf(client)
    const pairs = witnesses
      .filter((witness) => witness.client.src_ip !== client.src_ip)
      .map((witness) => likenessOf(behaviour, witness.behaviour))
    const alike = pairs.reduce((sum, pair) => sum + overallOf(pair), 0) / pairs.length
    if (!(alike >= least)) return []
    return [{ client, alike, proof: proofOf(client, alike, meanLikeness(pairs)) }]
  })
}

function proofOf(client: FleetClient, alike: number, likeness: ReturnType<typeof meanLikeness>): string {
  const known = Object.entries(likeness).filter(([, value]) => !Number.isNaN(value))
  const aspects = known.map(([aspect, value]) => `${aspect} ${percent(value)}`).join(', ')
  return `acts ${percent(alike)} as the others do (${aspects}); ${paceOf(client)}`
}

function paceOf({ hits, times }: FleetClient): string {
  const requests = hits === 1 ? '1 request' : `${hits} requests`
  const first = times[0]
  const last = times.at(-1)
  if (times.length < 3 || first === undefined || last === undefined || last === first) return requests
  const seconds = (last - first) / 1000 / (times.length - 1)
  return `${requests}, one every ${seconds >= 10 ? seconds.toFixed(0) : seconds.toFixed(1)} s`
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}
