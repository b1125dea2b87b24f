import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { inside } from '#lab/network/inside.ts'
import { SERVER_NAMESPACE, type ServerName, type Topology } from '#lab/network/topology.ts'
import { identityOf, isAlive, type ProcessIdentity } from '#lab/process/identity.ts'
import { recordGroup } from '#lab/process/record.ts'
import { run, type Command } from '#lab/process/run.ts'
import { makeCertificate, type Certificate } from './certificate.ts'
import type { Hosts } from './hosts.ts'
import { SERVERS } from './servers.ts'
import { writeSite } from './site.ts'

const START_DEADLINE_MS = 10_000

export interface RunningServer {
  name: ServerName
  access_log: string
  error_log: string
  certificate: Certificate
  identity: ProcessIdentity
}

function launch(name: ServerName, command: Command, output: string): ProcessIdentity {
  const [file, ...parameters] = inside(SERVER_NAMESPACE, ...command)
  const log = openSync(output, 'a')
  const child = spawn(file, parameters, {
    // A group of its own: Ctrl-C reaches us first, and we end the servers in order.
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const identity = child.pid === undefined ? null : identityOf(child.pid)
  if (identity === null) throw new Error(`${name} did not start`)
  recordGroup(identity, name)
  return identity
}

async function isListening(address: string): Promise<boolean> {
  const { stdout } = await run(inside(SERVER_NAMESPACE, 'ss', '-Hltn', 'src', `[${address}]`))
  return stdout.includes(':443 ') && stdout.includes(':80 ')
}

export async function startServer(
  name: ServerName,
  topology: Topology,
  folder: string,
  authority: Certificate,
  hosts: Hosts,
): Promise<RunningServer> {
  const own = join(folder, name)
  const site = join(own, 'site')
  mkdirSync(own, { recursive: true })
  writeSite(site, name)
  const machine = topology.servers[name]
  const certificate = await makeCertificate(own, authority, hosts[name])
  const files = {
    folder: own,
    site,
    access_log: join(own, 'access.ndjson'),
    machine,
    topology,
    hosts: hosts[name],
    certificate,
  }
  const output = join(own, 'output.log')
  const command = SERVERS[name].prepare(files)
  const identity = launch(name, command, output)
  const deadline = Date.now() + START_DEADLINE_MS
  while (!(await isListening(machine.ipv6))) {
    if (!isAlive(identity) || Date.now() > deadline) {
      const said = [output, join(own, 'error.log')].flatMap((file) =>
        existsSync(file) ? readFileSync(file, 'utf8') : [],
      )
      throw new Error(`${name} did not come up: ${said.join('').trim()}`)
    }
    await pause(50)
  }
  return { name, access_log: files.access_log, error_log: join(own, 'error.log'), certificate, identity }
}
