import type { Machine, Topology } from '#lab/network/topology.ts'
import { driveChromium } from './chromium.ts'
import { driveCurl } from './curl.ts'
import { driveNode, preferSource } from './node.ts'
import type { Lived, Person } from './person.ts'
import { drivePython } from './python.ts'
import type { SentRequest, Told } from './sent-request.ts'
import { liveAs } from './surrogate.ts'
import { addressOf, type BrowserVisit, type Visit } from './visit.ts'
import { driveWget } from './wget.ts'

export interface Drivers {
  topology: Topology
  authority: string
  node_program: string
  folder: string
  spki: Readonly<Record<string, string>>
}

const turns = new Map<string, Promise<unknown>>()

/** Clients that take the namespace's own address run one at a time in it. */
async function withSource<T>(machine: Machine, drive: () => Promise<T>): Promise<T> {
  const before = turns.get(machine.namespace) ?? Promise.resolve()
  const turn = before.then(async () => {
    await preferSource(machine)
    return drive()
  })
  turns.set(
    machine.namespace,
    turn.catch(() => undefined),
  )
  return turn
}

async function toldBy(visit: Visit, drivers: Drivers): Promise<Told[]> {
  const { authority, node_program, topology } = drivers
  switch (visit.client) {
    case 'curl':
      return driveCurl(visit, authority)
    case 'wget':
      return driveWget(visit, authority)
    case 'python-http':
    case 'python-urllib':
      return drivePython(visit, authority)
    case 'node-http':
    case 'node-http2':
      return driveNode(visit, node_program, authority, topology)
    case 'node-fetch':
      return withSource(visit.machine, () => driveNode(visit, node_program, authority, topology))
  }
}

/** Runs one client and completes what it tells with what the plan knows. */
export async function driveVisit(visit: Visit, drivers: Drivers): Promise<SentRequest[]> {
  const told = await toldBy(visit, drivers)
  return told.map((line) => ({
    visit_id: visit.visit_id,
    client: visit.client,
    server: visit.server,
    scheme: visit.scheme,
    src_ip: addressOf(visit.machine, visit.family),
    dst_ip: addressOf(drivers.topology.servers[visit.server], visit.family),
    dst_port: visit.scheme === 'https' ? 443 : 80,
    ...line,
  }))
}

export async function browse(visit: BrowserVisit, drivers: Drivers): Promise<void> {
  await withSource(visit.machine, () => driveChromium(visit, drivers))
}

export async function live(person: Person, drivers: Drivers): Promise<Lived> {
  return withSource(person.machine, () => liveAs(person, drivers))
}
