import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { preferSource } from '#lab/client/node.ts'
import type { Person } from '#lab/client/person.ts'
import type { ClientNamespace, Machine } from '#lab/network/topology.ts'
import type { Site, Stranger } from '#lab/people.ts'
import { clientInside } from '#lab/network/inside.ts'
import { run, type Command } from '#lab/process/run.ts'
import type { Random } from '#lab/random.ts'
import { siteMapOf } from '#lab/server/site.ts'
import { classOf, type Kind, type Split } from '../kinds.ts'
import { dressed, systemOf } from '../people/plan-people.ts'
import { liveAt, startChromium, startFirefox, type Seat, type SeatSettings } from '../people/seats.ts'
import type { Errand } from '../tools/errand.ts'
import { TOOLS } from '../tools/tools.ts'
import type { Shift } from './shifts.ts'
import type { Visited } from './truth.ts'

const TOOL_LIMIT_S = 20
/** People read some twenty times as long as the surrogates pause (lab/people.ts). */
export const PEOPLE_HASTE = 20
const HTTP_SHARE = 0.1

export interface LaneSettings extends SeatSettings {
  split: Split
  random: Random
  tell: (visited: Visited) => void
}

type Outcome = Pick<Visited, 'broken' | 'pauses'>

/** A namespace in which one visitor at a time has the address. */
export class Lane {
  private readonly free: Machine[]
  private readonly client: ClientNamespace
  private readonly settings: LaneSettings

  constructor(client: ClientNamespace, settings: LaneSettings) {
    this.client = client
    this.settings = settings
    this.free = [...client.machines]
  }

  async work(shift: Shift, until_ms: number): Promise<void> {
    switch (shift.of) {
      case 'people':
        return this.seatPeople(shift.kind, shift.people, until_ms)
      case 'tool':
        return this.visit(shift.kind, 1, () =>
          this.runTool(shift.kind, shift.sites).then((broken) => ({ broken, pauses: [] })),
        )
      case 'browsers':
      case 'impersonator':
      case 'fleet':
        return
    }
  }

  /** The next address that nobody had, for as long as the visit takes. */
  private async visit(kind: Kind, haste: number, act: (machine: Machine) => Promise<Outcome>): Promise<void> {
    const machine = this.free.shift()
    if (machine === undefined) return
    await preferSource(machine)
    const began_ms = Date.now()
    const { broken, pauses } = await act(machine).catch((error: unknown): Outcome => {
      return { pauses: [], broken: [String(error).split('\n')[0] ?? ''] }
    })
    const of = classOf(kind)
    this.settings.tell({
      src_ips: [machine.ipv4, machine.ipv6],
      ...{ kind, class: of, label: of === 'person' ? 'human' : 'bot', split: this.settings.split },
      ...{ began_ms, ended_ms: Date.now(), pauses, haste, broken },
    })
  }

  private async seatPeople(kind: Kind, people: readonly Stranger[], until_ms: number): Promise<void> {
    const [first] = people
    if (first === undefined) return
    const isWindowed = kind.endsWith('-windowed')
    const seat: Seat = kind.startsWith('chromium')
      ? await startChromium(this.client, this.settings, isWindowed, first.profile)
      : await startFirefox(this.client, this.settings, isWindowed)
    try {
      for (const stranger of people) {
        if (Date.now() > until_ms) break
        await this.visit(kind, PEOPLE_HASTE, (machine) => liveAt(seat, this.personOf(stranger, seat, machine)))
      }
    } finally {
      await seat.seat.close()
    }
  }

  private personOf(stranger: Stranger, { engine }: Seat, machine: Machine): Person {
    const system = systemOf(this.client, this.settings.random)
    return { ...stranger, machine, profile: dressed(stranger.profile, engine, system) }
  }

  private async runTool(kind: keyof typeof TOOLS, sites: readonly Site[]): Promise<string[]> {
    const broken: string[] = []
    for (const site of sites) {
      for (const command of TOOLS[kind](this.errandAt(site))) {
        const { code, stderr } = await run(this.inside(command))
        // 124: the time was up, which is no fault of the tool's.
        if (code !== 0 && code !== 124) broken.push(`${code} ${stderr.trim().split('\n').at(-1) ?? ''}`)
      }
    }
    return broken
  }

  protected errandAt({ host, server }: Site): Errand {
    const { random, split, folder } = this.settings
    const scheme = random.next() < HTTP_SHARE ? 'http' : 'https'
    const { pages, assets } = siteMapOf(server)
    const own = mkdtempSync(join(folder, 'errand-'))
    return {
      base: `${scheme}://${host}`,
      host,
      scheme,
      split,
      paths: [...pages, ...assets.slice(3)],
      folder: own,
      random,
    }
  }

  private inside(command: Command): Command {
    const limited = ['timeout', '-k', '1', String(TOOL_LIMIT_S), 'nice', '-n', '5', ...command] as const
    return clientInside(this.client.namespace, ...limited)
  }
}
