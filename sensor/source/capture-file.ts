import { Invalid } from '#db/model/errors.ts'

/** One packet of a capture file. */
export interface CapturedPacket {
  time_ms: number
  /** Link-layer type as registered by tcpdump.org. */
  link_type: number
  bytes: Buffer
}

const MAX_BLOCK = 1 << 24
const SECTION_HEADER = 0x0a0d0d0a
const BYTE_ORDER_MAGIC = 0x1a2b3c4d
/** pcap magic numbers: microseconds and nanoseconds. */
const UNITS_PER_MS = new Map([
  [0xa1b2c3d4, 1e3],
  [0xa1b23c4d, 1e6],
])

/** Packets of a pcap or pcapng file, in file order; a file cut short ends quietly at its last whole packet. */
export async function* packetsOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<CapturedPacket> {
  const source = new Source(input)
  const start = await source.peek(4)
  if (start?.readUInt32BE(0) === SECTION_HEADER) yield* pcapngPackets(source)
  else if (start !== undefined) yield* pcapPackets(source, start)
  else throw new Invalid('the capture file is empty')
}

async function* pcapPackets(source: Source, magic: Buffer): AsyncGenerator<CapturedPacket> {
  const little = UNITS_PER_MS.has(magic.readUInt32LE(0))
  const unitsPerMs = UNITS_PER_MS.get(little ? magic.readUInt32LE(0) : magic.readUInt32BE(0))
  const header = await source.take(24)
  if (unitsPerMs === undefined || header === undefined) throw new Invalid('neither a pcap nor a pcapng file')
  const link_type = u32(header, 20, little) % 65536
  for (;;) {
    const record = await source.take(16)
    if (record === undefined) return
    const seconds = u32(record, 0, little)
    const fraction = u32(record, 4, little)
    const bytes = await source.take(checked(u32(record, 8, little)))
    if (bytes === undefined) return
    yield { time_ms: seconds * 1000 + fraction / unitsPerMs, link_type, bytes }
  }
}

interface Interface {
  link_type: number
  unitsPerMs: number
}

async function* pcapngPackets(source: Source): AsyncGenerator<CapturedPacket> {
  let little = true
  let interfaces: Interface[] = []
  for (;;) {
    const start = await source.peek(12)
    if (start === undefined) return
    const isSection = start.readUInt32BE(0) === SECTION_HEADER
    if (isSection) {
      little = start.readUInt32LE(8) === BYTE_ORDER_MAGIC
      interfaces = []
    }
    const block = await source.take(checked(u32(start, 4, little)))
    if (block === undefined || block.length < 12) return
    if (isSection) continue
    const type = u32(block, 0, little)
    const body = block.subarray(8, block.length - 4)
    if (type === 1 && body.length >= 8) interfaces.push(interfaceOf(body, little))
    else if (type === 6 && body.length >= 20) yield* enhancedPacket(body, interfaces, little)
    else if (type === 3 && body.length >= 4 && interfaces[0] !== undefined) {
      const length = Math.min(u32(body, 0, little), body.length - 4)
      yield { time_ms: 0, link_type: interfaces[0].link_type, bytes: body.subarray(4, 4 + length) }
    }
  }
}

function* enhancedPacket(body: Buffer, interfaces: Interface[], little: boolean): Generator<CapturedPacket> {
  const from = interfaces[u32(body, 0, little)]
  const length = u32(body, 12, little)
  if (from === undefined || 20 + length > body.length) return
  const high = u32(body, 4, little)
  const units = high * 2 ** 32 + u32(body, 8, little)
  yield { time_ms: units / from.unitsPerMs, link_type: from.link_type, bytes: body.subarray(20, 20 + length) }
}

/** Interface description: link type, and the option if_tsresol (9). */
function interfaceOf(body: Buffer, little: boolean): Interface {
  let unitsPerMs = 1e3
  for (let at = 8; at + 4 <= body.length;) {
    const code = u16(body, at, little)
    const length = u16(body, at + 2, little)
    if (code === 0) break
    const resolution = body[at + 4]
    if (code === 9 && resolution !== undefined) {
      unitsPerMs = (resolution >= 128 ? 2 ** (resolution - 128) : 10 ** resolution) / 1000
    }
    at += 4 + Math.ceil(length / 4) * 4
  }
  return { link_type: u16(body, 0, little), unitsPerMs }
}

function checked(length: number): number {
  if (length > MAX_BLOCK) throw new Invalid('the capture file is damaged: a record says it is longer than 16 MB')
  return length
}

function u16(bytes: Buffer, at: number, little: boolean): number {
  return little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)
}

function u32(bytes: Buffer, at: number, little: boolean): number {
  return little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
}

/** Takes exact lengths from a stream of pieces. */
class Source {
  readonly #input: AsyncIterator<Uint8Array>
  #buffer = Buffer.alloc(0)

  constructor(input: AsyncIterable<Uint8Array>) {
    this.#input = input[Symbol.asyncIterator]()
  }

  async peek(length: number): Promise<Buffer | undefined> {
    if (this.#buffer.length < length && !(await this.#fill(length))) return undefined
    return this.#buffer.subarray(0, length)
  }

  async take(length: number): Promise<Buffer | undefined> {
    const bytes = await this.peek(length)
    if (bytes !== undefined) this.#buffer = this.#buffer.subarray(length)
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
