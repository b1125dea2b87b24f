import type { Lived, Person } from '#lab/client/person.ts'
import type { ClientNamespace, Topology } from '#lab/network/topology.ts'
import type { Site } from '#lab/people.ts'
import type { Random } from '#lab/random.ts'
import { ChromiumSeat } from './chromium-seat.ts'
import { liveInFirefox } from './firefox-person.ts'
import { Firefox } from './firefox.ts'
import { firefoxHabitOf } from './plan-people.ts'

export interface SeatSettings {
  topology: Topology
  sites: readonly Site[]
  folder: string
  /** X display of windowed browsers. */
  display: string | null
  spki: readonly string[]
  random: Random
}

/** A browser in a namespace that serves several visitors, one after the other. */
export type Seat = { engine: 'chromium'; seat: ChromiumSeat } | { engine: 'firefox'; seat: Firefox }

/** Every host with the address family that it resolves to here. */
function resolverRulesOf({ topology, sites, random }: SeatSettings): string {
  const rules = sites.map(({ host, server }) => {
    const { ipv4, ipv6 } = topology.servers[server]
    return `MAP ${host} ${random.next() < 0.4 ? `[${ipv6}]` : ipv4}`
  })
  return [...rules, 'MAP * ~NOTFOUND'].join(',')
}

export async function startChromium(
  client: ClientNamespace,
  settings: SeatSettings,
  isWindowed: boolean,
  { languages, switches }: { languages: string; switches: readonly string[] },
): Promise<Seat> {
  const seat = await ChromiumSeat.start({
    namespace: client.namespace,
    folder: settings.folder,
    display: isWindowed ? settings.display : null,
    resolver_rules: resolverRulesOf(settings),
    spki: settings.spki,
    switches: [`--accept-lang=${languages}`, ...switches],
  })
  return { engine: 'chromium', seat }
}

export async function startFirefox(
  client: ClientNamespace,
  settings: SeatSettings,
  isWindowed: boolean,
): Promise<Seat> {
  const seat = await Firefox.start({
    namespace: client.namespace,
    folder: settings.folder,
    display: isWindowed ? settings.display : null,
    port: 2828,
    preferences: { ...firefoxHabitOf(settings.random), 'network.dns.disableIPv6': settings.random.next() < 0.6 },
  })
  return { engine: 'firefox', seat }
}

export async function liveAt(at: Seat, person: Person): Promise<Lived> {
  if (at.engine === 'chromium') return at.seat.live(person)
  const user_agent = person.profile.user_agent.replaceAll('{version}', at.seat.version)
  return liveInFirefox(at.seat, { ...person, profile: { ...person.profile, user_agent } })
}
