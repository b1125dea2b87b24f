import type { BrowserProfile } from '#lab/client/person.ts'
import type { ClientNamespace } from '#lab/network/topology.ts'
import { planPeople, type Site, type Stranger } from '#lab/people.ts'
import type { Random } from '#lab/random.ts'
import type { Preferences } from './firefox.ts'

export type Engine = 'chromium' | 'firefox'

const SYSTEMS = {
  chromium: {
    Windows: 'Windows NT 10.0; Win64; x64',
    Linux: 'X11; Linux x86_64',
    Mac: 'Macintosh; Intel Mac OS X 10_15_7',
  },
  firefox: {
    Windows: 'Windows NT 10.0; Win64; x64',
    Linux: 'X11; Linux x86_64',
    Mac: 'Macintosh; Intel Mac OS X 10.15',
  },
} as const
export type System = keyof (typeof SYSTEMS)['chromium']

/** A person's user agent fits the distance that their packets come from: who has a TTL of Windows uses Windows. */
export function systemOf({ profile }: Pick<ClientNamespace, 'profile'>, random: Random): System {
  if (profile.ttl > 64) return 'Windows'
  return random.next() < 0.6 ? 'Linux' : 'Mac'
}

/** `{version}` stands for the version of the browser that is there. */
export function userAgentOf(engine: Engine, system: System): string {
  const words = SYSTEMS[engine][system]
  return engine === 'chromium'
    ? `Mozilla/5.0 (${words}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36`
    : `Mozilla/5.0 (${words}; rv:{version}.0) Gecko/20100101 Firefox/{version}.0`
}

/** Visits of people to these sites, each person with a profile that fits engine and system. */
export function peopleFor(count: number, sites: readonly Site[], random: Random): Stranger[] {
  const people: Stranger[] = []
  while (people.length < count) people.push(...planPeople(1, random, sites))
  return people.slice(0, count)
}

export function dressed(profile: BrowserProfile, engine: Engine, system: System): BrowserProfile {
  return { ...profile, user_agent: userAgentOf(engine, system) }
}

/** What some people have set in about:config, by share of browsers; the rest runs as it comes. */
const FIREFOX_HABITS: readonly { share: number; preferences: Preferences }[] = [
  { share: 0.06, preferences: { 'security.tls.version.max': 3 } },
  { share: 0.05, preferences: { 'network.http.http2.enabled': false } },
  { share: 0.08, preferences: { 'security.tls.ech.grease_probability': 0 } },
  {
    share: 0.1,
    preferences: { 'privacy.trackingprotection.enabled': true, 'privacy.globalprivacycontrol.enabled': true },
  },
]

export function firefoxHabitOf(random: Random): Preferences {
  let draw = random.next()
  for (const { share, preferences } of FIREFOX_HABITS) {
    if (draw < share) return preferences
    draw -= share
  }
  return {}
}
