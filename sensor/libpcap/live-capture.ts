import { endianness } from 'node:os'
import koffi from 'koffi'
import type { Library, Pointer } from './library.ts'

const ERROR_BYTES = 256
const SNAPSHOT_BYTES = 262_144
const KERNEL_BUFFER_BYTES = 64 << 20
/** The kernel gathers packets for so long before it wakes us. */
const GATHER_MS = 20
/** Handed over in one turn of the event loop; the rest wakes it again. */
const BATCH = 1024
/** Without a netmask filters cannot ask for broadcasts; ours does not. */
const NETMASK_UNKNOWN = 0xffff_ffff
/** struct pcap_pkthdr: timeval of two longs, captured and original length. */
const HEADER_BYTES = 24

interface LivePacket {
  time_ms: number
  link_type: number
  /** Valid only during the call. */
  bytes: Buffer
}

/** Packets of one network interface, through libpcap. */
export class LiveCapture {
  readonly #library: Library
  readonly #handle: Pointer
  readonly #onPacket: (packet: LivePacket) => void
  readonly #link_type: number
  readonly #poll: { close: () => void }
  readonly #packet = Buffer.alloc(SNAPSHOT_BYTES)
  readonly #header = Buffer.alloc(HEADER_BYTES)
  readonly #headerAt = new BigUint64Array(1)
  readonly #packetAt = new BigUint64Array(1)
  /** Why nothing comes any more; empty while all is well. */
  failure = ''

  /** Throws with libpcap's own words. */
  constructor(library: Library, name: string, filter: string, onPacket: (packet: LivePacket) => void) {
    this.#library = library
    this.#onPacket = onPacket
    const { pcap } = library
    const message = Buffer.alloc(ERROR_BYTES)
    const handle = pcap.create(name, message)
    if (handle === null) throw new Error(`${name}: ${textOf(message)}`)
    this.#handle = handle
    try {
      pcap.setSnapshotLength(handle, SNAPSHOT_BYTES)
      pcap.setTimeout(handle, GATHER_MS)
      pcap.setBufferSize(handle, KERNEL_BUFFER_BYTES)
      if (pcap.activate(handle) < 0 || pcap.setNonBlocking(handle, 1, message) < 0) throw new Error(pcap.error(handle))
      this.#setFilter(filter)
      this.#link_type = pcap.linkType(handle)
      const fd = pcap.selectableFd(handle)
      if (fd < 0) throw new Error('it cannot be waited for')
      this.#poll = koffi.node.poll(fd, { readable: true }, () => this.#drain())
    } catch (error) {
      pcap.close(handle)
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  }

  /** Packets that the kernel had no room for, or the card. */
  get dropped(): number {
    // struct pcap_stat: received, dropped by the kernel, dropped by the card.
    const stat = Buffer.alloc(16)
    if (this.#library.pcap.stats(this.#handle, stat) !== 0) return 0
    return u32(stat, 4) + u32(stat, 8)
  }

  close(): void {
    this.#poll.close()
    this.#drain()
    this.#library.pcap.close(this.#handle)
  }

  #setFilter(filter: string): void {
    const { pcap } = this.#library
    // struct bpf_program: a length and a pointer.
    const program = Buffer.alloc(16)
    if (pcap.compile(this.#handle, program, filter, 1, NETMASK_UNKNOWN) !== 0) throw new Error(pcap.error(this.#handle))
    const failed = pcap.setFilter(this.#handle, program) !== 0
    pcap.freeFilter(program)
    if (failed) throw new Error(pcap.error(this.#handle))
  }

  #drain(): void {
    if (this.failure !== '') return
    for (let count = 0; count < BATCH; count += 1) {
      const outcome = this.#library.pcap.next(this.#handle, this.#headerAt, this.#packetAt)
      if (outcome === 0) return
      if (outcome < 0) {
        // The interface went away: there is nothing to wait for.
        this.failure = this.#library.pcap.error(this.#handle)
        this.#poll.close()
        return
      }
      this.#library.copy(this.#header, this.#headerAt[0] ?? 0n, HEADER_BYTES)
      const length = Math.min(u32(this.#header, 16), SNAPSHOT_BYTES)
      this.#library.copy(this.#packet, this.#packetAt[0] ?? 0n, length)
      const time_ms = u64(this.#header, 0) * 1000 + u64(this.#header, 8) / 1000
      this.#onPacket({ time_ms, link_type: this.#link_type, bytes: this.#packet.subarray(0, length) })
    }
  }
}

const isLittle = endianness() === 'LE'

function u32(bytes: Buffer, at: number): number {
  return isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
}

function u64(bytes: Buffer, at: number): number {
  return Number(isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at))
}

function textOf(bytes: Buffer): string {
  return bytes.toString('utf8', 0, Math.max(0, bytes.indexOf(0)))
}
