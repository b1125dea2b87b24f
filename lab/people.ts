import type { BrowserProfile, Person, Stay, Step } from './client/person.ts'
import type { ServerName } from './network/topology.ts'
import type { Random } from './random.ts'
import { HOSTS } from './server/hosts.ts'
import { siteMapOf } from './server/site.ts'

export type Stranger = Omit<Person, 'machine'>

const IPV6_SHARE = 0.4
const PLAIN_SHARE = 0.08
const LINGERING_SHARE = 0.06
/** Nobody visits more of them in one go. */
const MOST_SITES = 6
export interface Site {
  server: ServerName
  host: string
}

const SITES: readonly Site[] = (['nginx', 'apache'] as const).flatMap((server) =>
  HOSTS[server].map((host) => ({ server, host })),
)

const VIEWPORTS = [
  { width: 1920, height: 969 },
  { width: 1536, height: 730 },
  { width: 1440, height: 789 },
  { width: 1366, height: 657 },
  { width: 2560, height: 1297 },
  { width: 1280, height: 633 },
] as const
const REGIONS = [
  { languages: 'en-US,en', timezone: 'America/New_York' },
  { languages: 'en-GB,en', timezone: 'Europe/London' },
  { languages: 'de-DE,de,en-US,en', timezone: 'Europe/Berlin' },
  { languages: 'fr-FR,fr', timezone: 'Europe/Paris' },
  { languages: 'pt-BR,pt,en', timezone: 'America/Sao_Paulo' },
  { languages: 'ja,en-US,en', timezone: 'Asia/Tokyo' },
  { languages: 'es-ES,es', timezone: 'Europe/Madrid' },
] as const
const SYSTEMS = ['X11; Linux x86_64', 'Windows NT 10.0; Win64; x64', 'Macintosh; Intel Mac OS X 10_15_7'] as const

/** Without these, Chromium would try HTTPS first where somebody typed http. */
const NO_UPGRADE = 'HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,OptimizationHints,MediaRouter'

/** What administrators and privacy-minded people set, by share of browsers; the rest runs as it comes. */
const HABITS: readonly { share: number; switches: string[] }[] = [
  { share: 0.06, switches: ['--ssl-version-max=tls1.2'] },
  { share: 0.07, switches: ['--disable-http2'] },
  // TLS_RSA_*: key exchange without forward secrecy.
  { share: 0.1, switches: ['--cipher-suite-blacklist=0x009c,0x009d,0x002f,0x0035'] },
  { share: 0.1, switches: [`--disable-features=${NO_UPGRADE},EncryptedClientHello`] },
]

/** People whose stays make at least `sessions` pairs of host and address. */
export function planPeople(sessions: number, random: Random, sites: readonly Site[] = SITES): Stranger[] {
  const people: Stranger[] = []
  for (let planned = 0; planned < sessions; planned += people.at(-1)?.stays.length ?? 1)
    people.push(strangerOf(random, sites))
  return people
}

function strangerOf(random: Random, all: readonly Site[]): Stranger {
  const families = Object.fromEntries(all.map(({ host }) => [host, random.next() < IPV6_SHARE ? 6 : 4] as const))
  const slowness = random.next() < LINGERING_SHARE ? 6 : 1
  // Most people come for one or two sites, some go through all of them.
  const count = Math.min(MOST_SITES, all.length, 1 + Math.floor(exponential(random) * 3.2))
  const sites = shuffled(all, random).slice(0, count)
  return { profile: profileOf(random), families, stays: sites.map((site) => stayAt(site, slowness, random)) }
}

function profileOf(random: Random): BrowserProfile {
  const { languages, timezone } = random.pick<(typeof REGIONS)[number]>(REGIONS)
  const user_agent = `Mozilla/5.0 (${random.pick<string>(SYSTEMS)}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36`
  const draw = random.next()
  const limits = HABITS.map((_, at) => HABITS.slice(0, at + 1).reduce((sum, { share }) => sum + share, 0))
  const habit = HABITS[limits.findIndex((limit) => draw < limit)]
  const viewport = random.pick<(typeof VIEWPORTS)[number]>(VIEWPORTS)
  return { viewport, languages, timezone, user_agent, switches: habit?.switches ?? [] }
}

function stayAt({ server, host }: Site, slowness: number, random: Random): Stay {
  const { pages } = siteMapOf(server)
  const pause = (): number => readingPause(random, slowness)
  // People come by the front door, by a search engine's link, and now and then by a link that is dead.
  const draw = random.next()
  const target = draw < 0.5 ? '/' : draw < 0.97 ? random.pick(pages) : '/products/discontinued.html'
  const steps: Step[] = [{ kind: 'open', target, pause_ms: pause() }]
  const more = Math.min(9, Math.floor(exponential(random) * 2))
  for (let at = 0; at < more; at++) steps.push(nextStep(steps, pause(), random))
  return { server, host, scheme: random.next() < PLAIN_SHARE ? 'http' : 'https', steps }
}

function nextStep(before: readonly Step[], pause_ms: number, random: Random): Step {
  const draw = random.next()
  if (draw < 0.08) return { kind: 'reload', pause_ms }
  if (draw < 0.14) return { kind: 'sign-in', user: `user${random.below(1000)}`, pause_ms }
  if (draw < 0.17) return { kind: 'write', text: `question ${random.below(1000)}`, pause_ms }
  if (draw < 0.32 && before.at(-1)?.kind === 'follow') return { kind: 'back', pause_ms }
  return { kind: 'follow', which: random.below(1000), pause_ms }
}

/** Heavy-tailed like real reading (log-normal), some twenty times shorter; a few people take six times as long. */
function readingPause(random: Random, slowness: number): number {
  return Math.min(40_000, Math.round(450 * slowness * Math.exp(1.2 * gaussian(random))))
}

function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}

function exponential(random: Random): number {
  return -Math.log(1 - random.next())
}

function shuffled<T>(all: readonly T[], random: Random): T[] {
  return all
    .map((each) => ({ each, key: random.next() }))
    .sort((one, other) => one.key - other.key)
    .map(({ each }) => each)
}
