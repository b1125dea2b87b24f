import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { preferSource } from '#lab/client/node.ts'
import { clientInside } from '#lab/network/inside.ts'
import type { ClientNamespace, Machine } from '#lab/network/topology.ts'
import type { Site } from '#lab/people.ts'
import { run, type Command } from '#lab/process/run.ts'
import type { Random } from '#lab/random.ts'
import { siteMapOf } from '#lab/server/site.ts'
import { classOf, type Kind, type Split } from '../kinds.ts'
import type { SeatSettings } from '../people/seats.ts'
import type { Errand } from '../tools/errand.ts'
import type { Visited } from './truth.ts'

const TOOL_LIMIT_S = 20
const HTTP_SHARE = 0.1

export interface LaneSettings extends SeatSettings {
  split: Split
  random: Random
  /** Folder with the imitating libraries; null: there are none. */
  packages: string | null
  tell: (visited: Visited) => void
}

export type Outcome = Pick<Visited, 'broken' | 'pauses'>

/** A namespace in which one visitor at a time has the address. */
export class Lane {
  readonly client: ClientNamespace
  readonly settings: LaneSettings
  private readonly free: Machine[]

  constructor(client: ClientNamespace, settings: LaneSettings) {
    this.client = client
    this.settings = settings
    this.free = [...client.machines]
  }

  /** Addresses that nobody had. */
  take(count: number): Machine[] {
    return this.free.splice(0, count)
  }

  /** One visitor with the next address, for as long as the visit takes. */
  async visit(kind: Kind, haste: number, act: (machine: Machine) => Promise<Outcome>): Promise<void> {
    const [machine] = this.take(1)
    if (machine === undefined) return
    await preferSource(machine)
    const began_ms = Date.now()
    const outcome = await act(machine).catch((error: unknown): Outcome => {
      return { pauses: [], broken: [String(error).split('\n')[0] ?? ''] }
    })
    this.tell(kind, machine, began_ms, haste, outcome)
  }

  tell(kind: Kind, machine: Machine, began_ms: number, haste: number, { broken, pauses }: Outcome): void {
    const of = classOf(kind)
    this.settings.tell({
      src_ips: [machine.ipv4, machine.ipv6],
      ...{ kind, class: of, label: of === 'person' ? 'human' : 'bot', split: this.settings.split },
      ...{ began_ms, ended_ms: Date.now(), pauses, haste, broken },
    })
  }

  errandAt({ host, server }: Site): Errand {
    const { random, split, folder } = this.settings
    const scheme = random.next() < HTTP_SHARE ? 'http' : 'https'
    const { pages, assets } = siteMapOf(server)
    // Without robots.txt and what else no page refers to.
    const paths = [...pages, ...assets.slice(0, 3)]
    const own = mkdtempSync(join(folder, 'errand-'))
    return { base: `${scheme}://${host}`, host, scheme, split, paths, folder: own, random }
  }

  /** Runs a client program to its end; answers with what it complained of. */
  async run(command: Command, input = '', limit_s = TOOL_LIMIT_S): Promise<string[]> {
    const limited = ['timeout', '-k', '1', String(limit_s), 'nice', '-n', '5', ...command] as const
    const { code, stderr } = await run(clientInside(this.client.namespace, ...limited), input)
    // 124: the time was up, which is no fault of the tool's.
    return code === 0 || code === 124 ? [] : [`${code} ${stderr.trim().split('\n').at(-1) ?? ''}`]
  }
}
