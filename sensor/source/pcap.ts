import { connectionKeyOf } from '../connection/connection-key.ts'
import { packetsOf } from './capture-file.ts'
import type { Fact } from './fact.ts'
import { ACK, RST, SYN, tcpPacketOf } from './packet.ts'
import type { TcpPacket } from './packet.ts'
import { PcapConnection } from './pcap-connection.ts'

/** Connections followed at once; the longest unused one is given up. */
const MAX_CONNECTIONS = 100_000

export interface PcapCounters {
  packets: number
  packets_not_tcp: number
  dropped_pcap_connections: number
}

/** Reads a pcap or pcapng stream to its end as the facts that the kernel would have told. */
export async function readPcap(input: AsyncIterable<Uint8Array>, onFact: (fact: Fact) => void): Promise<PcapCounters> {
  const counters = { packets: 0, packets_not_tcp: 0, dropped_pcap_connections: 0 }
  const connections = new Map<string, PcapConnection>()
  for await (const { time_ms, link_type, bytes } of packetsOf(input)) {
    counters.packets += 1
    const packet = tcpPacketOf(link_type, bytes)
    if (packet === undefined) {
      counters.packets_not_tcp += 1
      continue
    }
    const found = find(connections, packet, onFact)
    if (found === undefined) continue
    found.connection.take(packet, found.fromClient, time_ms)
    for (const [key, oldest] of connections) {
      if (connections.size <= MAX_CONNECTIONS) break
      oldest.finish()
      connections.delete(key)
      counters.dropped_pcap_connections += 1
    }
  }
  for (const connection of connections.values()) connection.finish()
  return counters
}

interface Found {
  connection: PcapConnection
  fromClient: boolean
}

function find(
  connections: Map<string, PcapConnection>,
  packet: TcpPacket,
  onFact: (fact: Fact) => void,
): Found | undefined {
  const forward = connectionKeyOf(packet.src, packet.src_port, packet.dst, packet.dst_port)
  const backward = connectionKeyOf(packet.dst, packet.dst_port, packet.src, packet.src_port)
  const opens = (packet.flags & (SYN | ACK)) === SYN
  if (!opens) {
    for (const [key, fromClient] of [
      [forward, true],
      [backward, false],
    ] as const) {
      const connection = connections.get(key)
      if (connection !== undefined) return { connection, fromClient }
    }
    if (packet.payload.length === 0 || (packet.flags & RST) !== 0) return undefined
  }
  const fromClient = opens || comesFromClient(packet)
  const key = fromClient ? forward : backward
  const known = connections.get(key)
  if (known?.isRepeatedSyn(packet) === true) return { connection: known, fromClient }
  known?.finish()
  connections.delete(key)
  const connection = new PcapConnection(key, onFact)
  connections.set(key, connection)
  return { connection, fromClient }
}

/** For connections without their SYN: by what is said, else by the larger port. */
function comesFromClient(packet: TcpPacket): boolean {
  const start = packet.payload.toString('latin1', 0, 8)
  if (/^(?:[A-Z]{3,7} |\x16\x03[^]{3}\x01)/.test(start)) return true
  if (/^(?:HTTP\/1|\x16\x03[^]{3}\x02)/.test(start)) return false
  return packet.src_port > packet.dst_port
}
