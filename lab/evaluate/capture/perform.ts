import { join } from 'node:path'
import type { Person } from '#lab/client/person.ts'
import type { Machine } from '#lab/network/topology.ts'
import type { Site, Stranger } from '#lab/people.ts'
import type { Command } from '#lab/process/run.ts'
import { siteMapOf } from '#lab/server/site.ts'
import { isKindOf, type Kind } from '../kinds.ts'
import { dressed, systemOf, userAgentOf, type System } from '../people/plan-people.ts'
import { actAsRobot } from '../people/robots.ts'
import { liveAt, startChromium, startFirefox, type Seat } from '../people/seats.ts'
import type { Errand } from '../tools/errand.ts'
import { impersonate } from '../tools/impersonators.ts'
import { TOOLS } from '../tools/tools.ts'
import type { Lane } from './lane.ts'
import type { Shift } from './shifts.ts'

/** People read some twenty times as long as the surrogates pause (lab/people.ts). */
const PEOPLE_HASTE = 20
/** Two hours at one request every five minutes. */
const FLEET_REQUESTS = 24
const FLEET_PAGES = 8
const FLEET_LIMIT_S = 90

/** Does a shift's work in a lane; browsers let nobody in after `until_ms`. */
export async function perform(shift: Shift, lane: Lane, until_ms: number): Promise<void> {
  switch (shift.of) {
    case 'people':
    case 'browsers':
      return inSeat(lane, shift, until_ms)
    case 'tool':
      return lane.visit(shift.kind, 1, () => runAt(lane, shift.sites, TOOLS[shift.kind]))
    case 'impersonator': {
      const { packages } = lane.settings
      if (packages === null) return
      const command = (errand: Errand): Command[] => [impersonate(shift.kind, packages, errand)]
      return lane.visit(shift.kind, 1, () => runAt(lane, shift.sites, command))
    }
    case 'fleet':
      return sendFleet(lane, shift)
  }
}

async function runAt(lane: Lane, sites: readonly Site[], commandsOf: (errand: Errand) => Command[]) {
  const broken: string[] = []
  for (const site of sites)
    for (const command of commandsOf(lane.errandAt(site))) broken.push(...(await lane.run(command)))
  return { broken, pauses: [] }
}

async function inSeat(lane: Lane, { kind, people }: Extract<Shift, { people: Stranger[] }>, until_ms: number) {
  const [first] = people
  if (first === undefined) return
  const isWindowed = kind.includes('windowed')
  const seat: Seat = kind.startsWith('chromium')
    ? await startChromium(lane.client, lane.settings, isWindowed, first.profile)
    : await startFirefox(lane.client, lane.settings, isWindowed)
  const pagesAt = ({ server }: Site): readonly string[] => siteMapOf(server).pages
  const { random } = lane.settings
  try {
    for (const stranger of people) {
      if (Date.now() > until_ms) break
      await lane.visit(kind, PEOPLE_HASTE, (machine) => {
        const person = personOf(lane, kind, stranger, seat, machine)
        return isKindOf(kind, 'automated_browser')
          ? actAsRobot(kind, seat, person, pagesAt, random)
          : liveAt(seat, person)
      })
    }
  } finally {
    await seat.seat.close()
  }
}

/** People's browsers say which system they run on; scripts on servers say what most people have. */
function personOf(lane: Lane, kind: Kind, stranger: Stranger, { engine }: Seat, machine: Machine): Person {
  const { random } = lane.settings
  const isRobot = isKindOf(kind, 'automated_browser')
  const system = isRobot
    ? random.pick<System>(['Windows', 'Windows', 'Windows', 'Mac', 'Linux'])
    : systemOf(lane.client, random)
  return { ...stranger, machine, profile: dressed(stranger.profile, engine, system) }
}

async function sendFleet(lane: Lane, { kind, machines, sites }: Extract<Shift, { of: 'fleet' }>): Promise<void> {
  const [site] = sites
  if (site === undefined) return
  const members = lane.take(machines)
  const began_ms = Date.now()
  const orders = {
    src_ips: members.map(({ ipv4 }) => ipv4),
    dst_ip: lane.settings.topology.servers[site.server].ipv4,
    host: site.host,
    paths: siteMapOf(site.server).pages.slice(-FLEET_PAGES),
    requests: FLEET_REQUESTS,
    agent: userAgentOf('chromium', 'Windows').replace('{version}', '150'),
  }
  const program = join(import.meta.dirname, '../tools/fleet.mjs')
  const broken = await lane.run([process.execPath, program], JSON.stringify(orders), FLEET_LIMIT_S)
  for (const member of members) lane.tell(kind, member, began_ms, 1, { broken, pauses: [] })
}
