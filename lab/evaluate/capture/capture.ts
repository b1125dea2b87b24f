import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { listSensorHeartbeats } from '#db/clickhouse/health/list-sensor-heartbeats.ts'
import { startLaboratory, type Laboratory } from '#lab/laboratory.ts'
import { randomOf } from '#lab/random.ts'
import { spkiOf } from '#lab/server/certificate.ts'
import { waitUntilWatched } from '#lab/stored/watched.ts'
import { startWatch } from '#lab/watch/start-watch.ts'
import { hostsOf, sitesOf } from '../hosts.ts'
import type { Kind, Split } from '../kinds.ts'
import { startDisplay } from '../people/display.ts'
import { Lane } from './lane.ts'
import { perform } from './perform.ts'
import { planShifts, type Shift } from './shifts.ts'
import { appendVisited, type Visited } from './truth.ts'

const WATCH_DEADLINE_MS = 20_000
/** Connections without a request are told when they are this old. */
const STRAGGLERS_MS = 4000
const FIRST_BLOCK = 1

export interface CaptureOptions {
  split: Split
  seed: number
  kinds: readonly Kind[]
  people: number
  visits: number
  fleet: number
  lanes: number
  /** Folder with the imitating libraries; null: there are none. */
  packages: string | null
  /** No shift begins after so long. */
  seconds: number
  /** Takes `rows.ndjson` and `truth.ndjson`. */
  folder: string
}

type Say = (line: string) => void

/** Real clients against real servers, through the real sensor, into two files: its rows, and who was who. */
export async function capture(options: CaptureOptions, say: Say): Promise<Visited[]> {
  mkdirSync(options.folder, { recursive: true })
  const rows = join(options.folder, 'rows.ndjson')
  const truth = join(options.folder, 'truth.ndjson')
  for (const file of [rows, truth]) rmSync(file, { force: true })
  const random = randomOf(options.seed)
  const sites = sitesOf(options.split)
  const shifts = planShifts({ ...options, sites, random })
  const laboratory = await startLaboratory({
    machines: options.lanes * 40 + 2 * shifts.reduce((sum, shift) => sum + visitorsOf(shift), 0),
    client_namespaces: options.lanes,
    first_block: FIRST_BLOCK,
    delays: false,
    hosts: hostsOf(options.split),
  })
  const visited: Visited[] = []
  const tell = (one: Visited): void => {
    visited.push(one)
    appendVisited(truth, one)
  }
  try {
    const watch = await startWatch({
      ...{
        sensor_id: 'evaluation',
        interfaces: 'vigie-lab*',
        listen_ports: '80,443',
        outputs: `file:${rows}`,
        file_max_bytes: '0',
      },
      ...{ slowloris_ms: '3000', half_open_ms: '3000' },
    })
    try {
      await awaitSensor(laboratory, say)
      await letIn(laboratory, shifts, { options, tell, random, sites }, say)
      await pause(STRAGGLERS_MS)
      await watch.stopSensor()
    } finally {
      await watch.stop()
    }
  } finally {
    await laboratory.stop()
  }
  return visited
}

function visitorsOf(shift: Shift): number {
  if (shift.of === 'people' || shift.of === 'browsers') return shift.people.length
  return shift.of === 'fleet' ? shift.machines : 1
}

async function awaitSensor({ topology }: Laboratory, say: Say): Promise<void> {
  const interfaces = topology.clients.map((client) => client.interface)
  const watched = await waitUntilWatched(interfaces, () => listSensorHeartbeats({}), WATCH_DEADLINE_MS)
  if (watched.by !== 'sensor') throw new Error(watched.detail)
  say(watched.detail)
}

interface Guests {
  options: CaptureOptions
  tell: (visited: Visited) => void
  random: ReturnType<typeof randomOf>
  sites: ReturnType<typeof sitesOf>
}

async function letIn(laboratory: Laboratory, shifts: readonly Shift[], guests: Guests, say: Say): Promise<void> {
  const { options, tell, random, sites } = guests
  const display = options.kinds.some((kind) => kind.includes('windowed')) ? await startDisplay() : null
  const until_ms = Date.now() + options.seconds * 1000
  const waiting = [...shifts]
  const work = async (client: Laboratory['topology']['clients'][number]): Promise<void> => {
    const lane = new Lane(client, {
      topology: laboratory.topology,
      ...{ sites, split: options.split, packages: options.packages, random, tell, display: display?.name ?? null },
      folder: join(laboratory.folder, 'clients'),
      spki: laboratory.servers.map(({ certificate }) => spkiOf(certificate.certificate)),
    })
    while (waiting.length > 0 && Date.now() < until_ms) {
      const shift = waiting.shift()
      if (shift === undefined) return
      await perform(shift, lane, until_ms).catch((error: unknown) => say(`  ${shift.kind} broke off: ${String(error)}`))
    }
  }
  try {
    mkdirSync(join(laboratory.folder, 'clients'), { recursive: true })
    await Promise.all(laboratory.topology.clients.map(work))
    if (waiting.length > 0) say(`  time is up: ${waiting.length} of ${shifts.length} shifts did not begin`)
  } finally {
    await display?.stop()
  }
}
