import { Malformed } from '../byte-reader.ts'
import type { RawHeader } from '../exchange.ts'
import type { Parsed } from '../parsed.ts'
import { DynamicTable } from './dynamic-table.ts'
import { decodeHuffman } from './huffman.ts'
import { STATIC_TABLE } from './static-table.ts'

/** SETTINGS_HEADER_TABLE_SIZE before anything is announced (RFC 9113 section 6.5.2). */
export const DEFAULT_TABLE_SIZE = 4096
/** Integers stay within 32 bits, and so does their zero padding (RFC 7541 section 5.1 leaves the limit to us). */
const MAX_INTEGER_BYTES = 6
const MAX_INTEGER = 2 ** 32 - 1
const ENTRY_OVERHEAD = 32
const NO_BYTES = new Uint8Array()

export interface HeaderBlock {
  headers: RawHeader[]
  /** More was decoded than `maxListSize`; the rest fed the table and was left out. */
  truncated: boolean
  /** Fields that referred to table entries made before we listened. */
  unknown: number
}

export interface HpackOptions {
  /** Largest table the peer may choose. */
  maxTableSize?: number
  /** Names and values, with 32 bytes a field, that one block may yield. */
  maxListSize?: number
  /** The connection was joined late: entries that we do not have may exist. */
  joinedLate?: boolean
}

/** One direction's HPACK state (RFC 7541): every block of the connection must pass through, in order. */
export class HpackDecoder {
  readonly #table: DynamicTable
  readonly #maxListSize: number
  #maxTableSize: number
  #bytes: Uint8Array = NO_BYTES
  #at = 0

  constructor(options: HpackOptions = {}) {
    this.#maxTableSize = options.maxTableSize ?? DEFAULT_TABLE_SIZE
    this.#maxListSize = options.maxListSize ?? Infinity
    this.#table = new DynamicTable(Math.min(DEFAULT_TABLE_SIZE, this.#maxTableSize), options.joinedLate ?? false)
  }

  get tableSize(): number {
    return this.#table.size
  }

  /** What the decoding side announced in its SETTINGS. */
  setMaxTableSize(size: number): void {
    this.#maxTableSize = size
  }

  /** Decodes one whole block: HEADERS or PUSH_PROMISE with its CONTINUATIONs. */
  decode(bytes: Uint8Array): Parsed<HeaderBlock> {
    const block: HeaderBlock = { headers: [], truncated: false, unknown: 0 }
    const broken = this.#read(bytes, block)
    return broken === undefined
      ? { state: 'complete', value: block, consumed: bytes.length }
      : { state: 'malformed', reason: broken }
  }

  /** The fields at the start of a block whose end was cut off. The table is not to be relied on afterwards. */
  decodeStart(bytes: Uint8Array): HeaderBlock {
    const block: HeaderBlock = { headers: [], truncated: false, unknown: 0 }
    this.#read(bytes, block)
    return { ...block, truncated: true }
  }

  /** What is broken, if anything. */
  #read(bytes: Uint8Array, block: HeaderBlock): string | undefined {
    this.#bytes = bytes
    this.#at = 0
    try {
      this.#readFields(block)
      return undefined
    } catch (error) {
      if (error instanceof Malformed) return error.message
      throw error
    } finally {
      this.#bytes = NO_BYTES
    }
  }

  #readFields(block: HeaderBlock): void {
    let size = 0
    let first = true
    while (this.#at < this.#bytes.length) {
      const byte = this.#bytes[this.#at] ?? 0
      if ((byte & 0xe0) === 0x20) {
        if (!first) throw new Malformed('table size update after a field')
        this.#updateSize()
        continue
      }
      first = false
      const header = byte >= 0x80 ? this.#indexed() : this.#literal(byte)
      if (header === undefined) {
        block.unknown += 1
        continue
      }
      size += header[0].length + header[1].length + ENTRY_OVERHEAD
      if (size <= this.#maxListSize) block.headers.push(header)
      else block.truncated = true
    }
  }

  #updateSize(): void {
    const size = this.#integer(5)
    if (size > this.#maxTableSize) throw new Malformed('table size above the announced one')
    this.#table.resize(size)
  }

  #indexed(): RawHeader | undefined {
    return this.#entry(this.#integer(7))
  }

  /** With incremental indexing (01), without (0000) or never indexed (0001). */
  #literal(byte: number): RawHeader | undefined {
    const indexing = (byte & 0x40) !== 0
    const index = this.#integer(indexing ? 6 : 4)
    // The entry named may be the one that the insertion evicts: read it first (RFC 7541 section 4.4).
    const name = index === 0 ? this.#string() : this.#entry(index)?.[0]
    const value = this.#string()
    const header: RawHeader | undefined = name === undefined ? undefined : [name, value]
    if (indexing) this.#table.insert(header, value.length)
    return header
  }

  #entry(index: number): RawHeader | undefined {
    if (index === 0) throw new Malformed('index 0')
    const fixed = STATIC_TABLE[index - 1]
    if (fixed !== undefined) return fixed
    const found = this.#table.get(index - STATIC_TABLE.length - 1)
    if (found === 'none') throw new Malformed('index past the tables')
    return found === 'unknown' ? undefined : found
  }

  #integer(prefixBits: number): number {
    const mask = 2 ** prefixBits - 1
    const first = this.#byte() & mask
    if (first < mask) return first
    let value = first
    let factor = 1
    for (let count = 0; count < MAX_INTEGER_BYTES; count += 1) {
      const byte = this.#byte()
      // No shifts: they wrap at 31 bits.
      value += (byte & 0x7f) * factor
      if (value > MAX_INTEGER) break
      if (byte < 0x80) return value
      factor *= 128
    }
    throw new Malformed('integer too large')
  }

  #string(): string {
    const huffman = ((this.#bytes[this.#at] ?? 0) & 0x80) !== 0
    const length = this.#integer(7)
    const start = this.#at
    const end = start + length
    if (end > this.#bytes.length) throw new Malformed('string past the block')
    this.#at = end
    if (!huffman) return latin1(this.#bytes, start, end)
    const text = decodeHuffman(this.#bytes, start, end)
    if (text === undefined) throw new Malformed('broken Huffman code')
    return text
  }

  #byte(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) throw new Malformed('block ends inside a field')
    this.#at += 1
    return byte
  }
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
}
