import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { browse, driveVisit, live, type Drivers } from './client/drive-visit.ts'
import { prepareNodeProgram } from './client/node.ts'
import type { Lived, Person } from './client/person.ts'
import type { SentRequest } from './client/sent-request.ts'
import { talk, type Talked, type TalkOrders } from './client/talk.ts'
import type { BrowserVisit, Visit } from './client/visit.ts'
import { buildNetwork } from './network/build-network.ts'
import { PREFIX, topologyOf, type ServerName, type Topology } from './network/topology.ts'
import { identityOf } from './process/identity.ts'
import { exclusively } from './process/lock.ts'
import { append } from './process/record.ts'
import { startWatcher } from './process/watcher.ts'
import { removeLaboratory, runningLaboratory } from './remove-laboratory.ts'
import { readAccessLog, type LoggedRequest } from './server/access-log.ts'
import { makeAuthority, spkiOf } from './server/certificate.ts'
import { HOSTS, type Hosts } from './server/hosts.ts'
import { startServer, type RunningServer } from './server/start-servers.ts'

const DEFAULT_SERVERS: readonly ServerName[] = ['nginx', 'apache']

export interface LaboratoryOptions {
  /** Client machines, each with an IPv4 and an IPv6 address. */
  machines: number
  client_namespaces: number
  /** Third byte of the first client addresses; 1 unless told. */
  first_block?: number
  /** The sites of each server; the laboratory's usual ones unless told. */
  hosts?: Hosts
  /** nginx and Apache unless told. */
  servers?: readonly ServerName[]
  /** Network delays that differ between the namespaces; needs a kernel with netem. */
  delays: boolean
}

export interface Laboratory {
  topology: Topology
  servers: RunningServer[]
  /** Removed with the laboratory. */
  folder: string
  /** Certificate file that clients trust. */
  authority: string
  /** Runs visits at most `at_once` at a time; the answer is in the order of the visits. */
  drive: (visits: readonly Visit[], at_once?: number, onSent?: (sent: SentRequest[]) => void) => Promise<SentRequest[]>
  browse: (visit: BrowserVisit) => Promise<void>
  /** Connections byte for byte, one after the other. */
  talk: (namespace: string, orders: readonly TalkOrders[]) => Promise<Talked[]>
  /** A surrogate's whole visit. */
  live: (person: Person) => Promise<Lived>
  /** Every request so far in the words of both servers. */
  readAccessLogs: () => LoggedRequest[]
  stop: () => Promise<void>
}

export class NotRoot extends Error {}
export class AlreadyRunning extends Error {}

function mustBeRoot(): void {
  if (process.getuid?.() !== 0) {
    throw new NotRoot('The laboratory makes network namespaces and interfaces: run it as root.')
  }
}

function mustBeAlone(): void {
  const other = runningLaboratory()
  if (other !== null) {
    throw new AlreadyRunning(`A laboratory already runs (process ${other.pid}): end it first with npm run lab -- down.`)
  }
}

async function inParallel<T>(tasks: readonly T[], at_once: number, perform: (task: T, at: number) => Promise<void>) {
  const queue = tasks.entries()
  const lane = async (): Promise<void> => {
    for (const [at, task] of queue) await perform(task, at)
  }
  await Promise.all(Array.from({ length: Math.min(at_once, tasks.length) }, lane))
}

/** Removes what an earlier laboratory left, then builds network and servers; `stop` removes everything again. */
export async function startLaboratory(options: LaboratoryOptions): Promise<Laboratory> {
  const self = identityOf(process.pid)
  if (self === null) throw new Error('this process is not in /proc')
  mustBeRoot()
  await exclusively(async () => {
    mustBeAlone()
    await removeLaboratory()
    append({ kind: 'main', ...self })
  })
  const folder = mkdtempSync(join(tmpdir(), PREFIX))
  // The servers' workers are not root and read their sites here.
  chmodSync(folder, 0o755)
  append({ kind: 'directory', path: folder })
  const watcher = startWatcher(self)
  const stop = async (): Promise<void> => {
    await exclusively(removeLaboratory)
    watcher.dismiss()
  }
  try {
    return { ...(await build(folder, options)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function build(folder: string, options: LaboratoryOptions): Promise<Omit<Laboratory, 'stop'>> {
  const topology = topologyOf(options)
  const hosts = options.hosts ?? HOSTS
  await buildNetwork(topology, hosts, options.delays)
  const authority = await makeAuthority(folder)
  // All are waited for: one that came up after another had failed would outlive the laboratory.
  const started = await Promise.allSettled(
    (options.servers ?? DEFAULT_SERVERS).map((name) => startServer(name, topology, folder, authority, hosts)),
  )
  const servers = started.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
  const drivers: Drivers = {
    topology,
    authority: authority.certificate,
    node_program: prepareNodeProgram(folder),
    folder: join(folder, 'clients'),
    spki: Object.fromEntries(servers.map(({ name, certificate }) => [name, spkiOf(certificate.certificate)])),
  }
  const talk_program = prepareNodeProgram(folder, 'talk-program')
  return {
    topology,
    servers,
    folder,
    authority: authority.certificate,
    drive: async (visits, at_once = 4, onSent = () => undefined) => {
      const sent: SentRequest[][] = []
      await inParallel(visits, at_once, async (visit, at) => {
        const told = await driveVisit(visit, drivers)
        sent[at] = told
        onSent(told)
      })
      return sent.flat()
    },
    browse: (visit) => browse(visit, drivers),
    talk: (namespace, orders) => talk(namespace, talk_program, orders),
    live: (person) => live(person, drivers),
    readAccessLogs: () => servers.flatMap((server) => readAccessLog(server.access_log, server.name)),
  }
}
