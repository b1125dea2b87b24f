import { Invalid } from '#db/model/errors.ts'
import type { CapturedPacket } from './captured-packet.ts'
import { PcapngSection, u32 } from './pcapng-section.ts'

const MAX_BLOCK = 1 << 24
const SECTION_HEADER = 0x0a0d0d0a
/** pcap magic numbers: microseconds and nanoseconds. */
const UNITS_PER_MS = new Map([
  [0xa1b2c3d4, 1e3],
  [0xa1b23c4d, 1e6],
])

/** Packets of a pcap or pcapng file, in file order. Damage is refused by its place, after all that stands before it. */
export async function* packetsOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<CapturedPacket> {
  const source = new ExactReader(input)
  const start = await source.peek(4)
  if (start?.readUInt32BE(0) === SECTION_HEADER) yield* pcapngPackets(source)
  else if (start !== undefined) yield* pcapPackets(source, start)
  else throw new Invalid('the capture file is empty')
}

async function* pcapPackets(source: ExactReader, magic: Buffer): AsyncGenerator<CapturedPacket> {
  const little = UNITS_PER_MS.has(magic.readUInt32LE(0))
  const unitsPerMs = UNITS_PER_MS.get(little ? magic.readUInt32LE(0) : magic.readUInt32BE(0))
  const header = unitsPerMs === undefined ? undefined : await source.take(24)
  if (unitsPerMs === undefined || header === undefined) throw new Invalid('neither a pcap nor a pcapng file')
  const link_type = u32(header, 20, little) % 65536
  for (;;) {
    const at = source.offset
    const record = await source.take(16)
    if (record === undefined) return
    const seconds = u32(record, 0, little)
    const fraction = u32(record, 4, little)
    const length = u32(record, 8, little)
    if (length > MAX_BLOCK) throw damaged(at, 'a packet says that it is longer than 16 MB')
    const bytes = await source.take(length)
    if (bytes === undefined) throw damaged(at, 'the file ends before its last packet')
    yield { time_ms: seconds * 1000 + fraction / unitsPerMs, link_type, bytes }
  }
}

async function* pcapngPackets(source: ExactReader): AsyncGenerator<CapturedPacket> {
  const section = new PcapngSection()
  for (;;) {
    const at = source.offset
    const start = await source.peek(12)
    if (start === undefined) return
    const isSection = start.readUInt32BE(0) === SECTION_HEADER
    if (isSection && !section.begin(start)) throw damaged(at, 'a section of unknown byte order')
    const length = u32(start, 4, section.little)
    if (length > MAX_BLOCK) throw damaged(at, 'a block says that it is longer than 16 MB')
    if (length < 12 || length % 4 !== 0) throw damaged(at, 'a block of impossible length')
    const block = await source.take(length)
    if (block === undefined) return
    if (u32(block, length - 4, section.little) !== length) throw damaged(at, 'a block whose two lengths differ')
    if (isSection) continue
    const packet = section.read(u32(block, 0, section.little), block.subarray(8, length - 4))
    if (packet === 'damaged') throw damaged(at, 'a block whose content does not fit it')
    if (packet !== undefined) yield packet
  }
}

function damaged(offset: number, what: string): Invalid {
  return new Invalid(`the capture file is damaged at byte ${offset}: ${what}`)
}

/** Takes exact lengths from a stream of pieces. */
class ExactReader {
  readonly #input: AsyncIterator<Uint8Array>
  #buffer = Buffer.alloc(0)
  /** Bytes taken so far. */
  offset = 0

  constructor(input: AsyncIterable<Uint8Array>) {
    this.#input = input[Symbol.asyncIterator]()
  }

  /** Undefined at the end; an end in the middle of something is refused. */
  async peek(length: number): Promise<Buffer | undefined> {
    if (this.#buffer.length < length && !(await this.#fill(length))) {
      if (this.#buffer.length > 0)
        throw new Invalid(`the capture file ends in the middle of a packet, behind byte ${this.offset}`)
      return undefined
    }
    return this.#buffer.subarray(0, length)
  }

  async take(length: number): Promise<Buffer | undefined> {
    const bytes = await this.peek(length)
    if (bytes === undefined) return undefined
    this.#buffer = this.#buffer.subarray(length)
    this.offset += length
    return bytes
  }

  async #fill(length: number): Promise<boolean> {
    const pieces: Uint8Array[] = [this.#buffer]
    let have = this.#buffer.length
    while (have < length) {
      const next = await this.#input.next()
      if (next.done === true) break
      pieces.push(next.value)
      have += next.value.length
    }
    this.#buffer = Buffer.concat(pieces)
    return have >= length
  }
}
