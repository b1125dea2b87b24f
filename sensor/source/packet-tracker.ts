import { connectionKeyOf } from '../connection/connection-key.ts'
import { Counters } from '../connection/counters.ts'
import type { CapturedPacket } from './captured-packet.ts'
import type { Fact } from './fact.ts'
import { ACK, packetOf, RST, SYN } from './packet.ts'
import type { TcpPacket, UdpPacket } from './packet.ts'
import { PcapConnection } from './pcap-connection.ts'

/** Connections followed at once; the longest unused one is given up. */
const MAX_CONNECTIONS = 100_000
/** An unused connection is forgotten after this long. */
const IDLE_MS = 120_000
/** A closed one is remembered for packets that come late. */
const LINGER_MS = 5000
/** How often what is forgotten is looked for. */
const LOOK_MS = 500
/** RFC 9000 section 17.2. */
const LONG_HEADER = 0x80

export interface TrackerOptions {
  /** Server ports to follow; empty: every port. */
  includedPorts: ReadonlySet<number>
  excludedPorts: ReadonlySet<number>
  quicPorts: ReadonlySet<number>
}

interface Tracked {
  connection: PcapConnection
  used_ms: number
}

/** Packets in, in the order in which they were captured; out come the facts that the kernel would have told. */
export class PacketTracker {
  readonly #options: TrackerOptions
  readonly #onFact: (fact: Fact) => void
  readonly #counters = new Counters()
  /** Least recently used first. */
  readonly #connections = new Map<string, Tracked>()
  #packets = 0
  #looked_ms = 0
  #isFinished = false

  constructor(options: TrackerOptions, onFact: (fact: Fact) => void) {
    this.#options = options
    this.#onFact = onFact
  }

  /** The bytes may be used again afterwards. */
  take({ link_type, bytes, time_ms }: CapturedPacket): void {
    this.#packets += 1
    const packet = packetOf(link_type, bytes)
    if (packet === 'fragment') this.#counters.add('dropped_pcap_fragments')
    else if (packet === 'broken') this.#counters.add('malformed_packets')
    else if (typeof packet === 'string') this.#counters.add(`packets_${packet}`)
    else if (packet.kind === 'udp') this.#takeDatagram(packet, time_ms)
    else this.#takeSegment(packet, time_ms)
  }

  /** Forgets connections of which nothing more has come for long. */
  tick(now_ms: number): void {
    if (Math.abs(now_ms - this.#looked_ms) < LOOK_MS) return
    this.#looked_ms = now_ms
    for (const [key, { connection, used_ms }] of this.#connections) {
      if (now_ms - used_ms < (connection.isClosed ? LINGER_MS : IDLE_MS)) {
        if (!connection.isClosed) break
        continue
      }
      connection.finish()
      this.#connections.delete(key)
    }
  }

  /** No more packets will come. */
  finish(): void {
    if (this.#isFinished) return
    this.#isFinished = true
    for (const { connection } of this.#connections.values()) connection.finish()
  }

  counters(): Record<string, number> {
    return { packets: this.#packets, ...this.#counters.all() }
  }

  #takeDatagram({ src, src_port, dst, dst_port, payload }: UdpPacket, time_ms: number): void {
    if (!this.#options.quicPorts.has(dst_port) || ((payload[0] ?? 0) & LONG_HEADER) === 0) return
    const key = connectionKeyOf(src, src_port, dst, dst_port)
    this.#onFact({ kind: 'datagram', key, time_ms, bytes: payload })
  }

  #takeSegment(packet: TcpPacket, time_ms: number): void {
    if (!this.#isWatched(packet.src_port) && !this.#isWatched(packet.dst_port)) return
    const forward = connectionKeyOf(packet.src, packet.src_port, packet.dst, packet.dst_port)
    const backward = connectionKeyOf(packet.dst, packet.dst_port, packet.src, packet.src_port)
    const opens = (packet.flags & (SYN | ACK)) === SYN
    let fromClient = opens || this.#connections.has(forward)
    let found = this.#connections.get(fromClient ? forward : backward)
    if (opens && found?.connection.isRepeatedSyn(packet) !== true) {
      found?.connection.finish()
      this.#connections.delete(forward)
      found = undefined
    }
    if (found === undefined) {
      if (!opens && (packet.payload.length === 0 || (packet.flags & RST) !== 0)) return
      fromClient = opens || comesFromClient(packet)
      if (!this.#isWatched(fromClient ? packet.dst_port : packet.src_port)) return
      found = { connection: new PcapConnection(fromClient ? forward : backward, this.#onFact), used_ms: time_ms }
    }
    this.#use(fromClient ? forward : backward, found, time_ms)
    found.connection.take(packet, fromClient, time_ms)
  }

  #use(key: string, tracked: Tracked, time_ms: number): void {
    const isNew = !this.#connections.has(key)
    if (!isNew && time_ms - tracked.used_ms < 1000) return
    tracked.used_ms = time_ms
    this.#connections.delete(key)
    this.#connections.set(key, tracked)
    for (const [oldestKey, oldest] of this.#connections) {
      if (this.#connections.size <= MAX_CONNECTIONS) break
      oldest.connection.finish()
      this.#connections.delete(oldestKey)
      this.#counters.add('dropped_pcap_connections')
    }
  }

  #isWatched(port: number): boolean {
    const { includedPorts, excludedPorts } = this.#options
    return (includedPorts.size === 0 || includedPorts.has(port)) && !excludedPorts.has(port)
  }
}

/** For connections without their SYN: by what is said, else by the larger port. */
function comesFromClient(packet: TcpPacket): boolean {
  const start = packet.payload.toString('latin1', 0, 8)
  if (/^(?:[A-Z]{3,7} |\x16\x03[^]{3}\x01)/.test(start)) return true
  if (/^(?:HTTP\/1|\x16\x03[^]{3}\x02)/.test(start)) return false
  return packet.src_port > packet.dst_port
}
