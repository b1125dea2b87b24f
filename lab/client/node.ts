import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { clientInside } from '#lab/network/inside.ts'
import type { Machine, Topology } from '#lab/network/topology.ts'
import { mustRun } from '#lab/process/run.ts'
import type { Orders } from './orders.ts'
import { parseTold, type Told } from './sent-request.ts'
import { addressOf, type Visit } from './visit.ts'

/** Translates the program once: each visit then starts on plain Node, without a compiler in its way. */
export function prepareNodeProgram(folder: string, name = 'node-program'): string {
  const source = readFileSync(new URL(`${name}.ts`, import.meta.url), 'utf8')
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
  })
  const program = join(folder, `${name}.mjs`)
  writeFileSync(program, outputText)
  return program
}

/** Makes a machine's addresses the ones that its namespace uses for clients that cannot be told. */
export async function preferSource(machine: Machine): Promise<void> {
  const lines = [
    `route replace 10.77.0.0/16 dev eth0 src ${machine.ipv4}`,
    // The kernel's own IPv6 route has metric 256: a lower one goes before it.
    `route replace fd77::/64 dev eth0 src ${machine.ipv6} metric 1`,
  ].join('\n')
  await mustRun(['ip', '-n', machine.namespace, '-batch', '-'], lines)
}

export async function driveNode(visit: Visit, program: string, authority: string, topology: Topology): Promise<Told[]> {
  const { client } = visit
  if (client !== 'node-http' && client !== 'node-fetch' && client !== 'node-http2')
    throw new Error(`${client} is not Node`)
  const orders: Orders = {
    ...visit,
    client,
    src_ip: addressOf(visit.machine, visit.family),
    dst_ip: addressOf(topology.servers[visit.server], visit.family),
    authority,
  }
  const flags = [
    visit.tls_version === '1.2' ? '--tls-max-v1.2' : '--tls-min-v1.3',
    // fetch takes no family; the C library itself puts the laboratory's IPv6 addresses first.
    `--dns-result-order=${visit.family === 4 ? 'ipv4first' : 'verbatim'}`,
  ]
  const command = ['env', `NODE_EXTRA_CA_CERTS=${authority}`, process.execPath, ...flags, program] as const
  return parseTold(await mustRun(clientInside(visit.machine.namespace, ...command), JSON.stringify(orders)))
}
