import type { SentRequest } from '#lab/client/sent-request.ts'
import { sendSyn, type Talked } from '#lab/client/talk.ts'
import { addressOf, type Visit } from '#lab/client/visit.ts'
import type { Laboratory } from '#lab/laboratory.ts'
import { machinesOf, type Machine, type ServerName } from '#lab/network/topology.ts'
import { randomOf } from '#lab/random.ts'
import { HOSTS } from '#lab/server/hosts.ts'
import type { Protocol } from '#lab/server/server.ts'
import { SERVERS } from '#lab/server/servers.ts'
import { testMatrixOf } from '#lab/test-matrix.ts'
import { casesOf, SYN_SCAN, type Case } from './cases.ts'
import type { Played } from './compare-talk.ts'

/** What one server was asked over one protocol. */
export interface Account {
  server: ServerName
  protocol: Protocol
  visits: SentRequest[]
  talks: Played[]
}

/** HTTP/2 in the clear is spoken by the laboratory's own frames alone. */
export function protocolOf(request: { scheme: string; http_version: string }): Protocol {
  if (request.http_version === '2') return request.scheme === 'https' ? 'h2' : 'h2c'
  return request.scheme === 'https' ? 'https' : 'http'
}

const SETTLE_MS = 150
const portOf = (protocol: Protocol): number => (protocol === 'http' || protocol === 'h2c' ? 80 : 443)

async function scan(laboratory: Laboratory, server: ServerName, machine: Machine): Promise<Played> {
  const [host] = HOSTS[server]
  const dst_ip = laboratory.topology.servers[server].ipv4
  const src_port = await sendSyn(machine.namespace, machine.ipv4, dst_ip, 80)
  const told = { name: SYN_SCAN.name, src_port, received: '', error: '' }
  return { played: SYN_SCAN, told, src_ip: machine.ipv4, dst_ip, host, dst_port: 80 }
}

async function converse(
  laboratory: Laboratory,
  server: ServerName,
  machine: Machine,
  family: 4 | 6,
  cases: readonly Case[],
): Promise<Played[]> {
  const [host] = HOSTS[server]
  const src_ip = addressOf(machine, family)
  const dst_ip = addressOf(laboratory.topology.servers[server], family)
  const told: Talked[] = await laboratory.talk(
    machine.namespace,
    cases.map((each) => ({
      ...{ name: each.name, src_ip, dst_ip, host },
      ...{ port: portOf(each.protocol), authority: laboratory.authority },
      is_tls: each.protocol === 'https' || each.protocol === 'h2',
      alpn: each.protocol === 'h2' ? 'h2' : 'http/1.1',
      pieces: each.pieces.map((piece) => piece.toString('base64')),
      ...{ in_turn: each.in_turn, hold_ms: each.hold_ms, enough_bytes: each.enough_bytes },
      settle_ms: each.enough_bytes > 0 ? SETTLE_MS : 0,
    })),
  )
  return cases.flatMap((played, at) => {
    const one = told[at]
    return one === undefined ? [] : [{ played, told: one, src_ip, dst_ip, host, dst_port: portOf(played.protocol) }]
  })
}

/** Plays every case and every client against one server; one account for each protocol. */
export async function play(
  laboratory: Laboratory,
  server: ServerName,
  protocols: readonly Protocol[],
  slowloris_ms: number,
): Promise<Account[]> {
  const spoken = protocols.filter((protocol) => SERVERS[server].speaks.includes(protocol))
  const [host] = HOSTS[server]
  const cases = spoken.flatMap((protocol) => casesOf(SERVERS[server], protocol, host, slowloris_ms))
  const wanted: Visit[] = testMatrixOf(laboratory.topology, randomOf(1), [server]).filter((visit) =>
    spoken.includes(protocolOf(visit)),
  )
  const [first, second] = machinesOf(laboratory.topology)
  if (first === undefined || second === undefined) throw new Error('the laboratory has no two client machines')
  const scans = spoken.includes('http') ? [await scan(laboratory, server, first)] : []
  const [visits, ...talks] = await Promise.all([
    laboratory.drive(wanted),
    converse(laboratory, server, first, 4, cases),
    converse(laboratory, server, second, 6, cases),
  ])
  return spoken.map((protocol) => ({
    server,
    protocol,
    visits: visits.filter((request) => protocolOf(request) === protocol),
    talks: [...scans, ...talks.flat()].filter(({ played }) => played.protocol === protocol),
  }))
}
