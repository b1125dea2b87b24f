import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** Where a function of an executable file is: address when mapped, position in the file, bytes long. */
export interface ElfFunction {
  address: number
  offset: number
  size: number
}

interface Section {
  name: string
  type: number
  address: number
  offset: number
  size: number
  link: number
}

interface Segment {
  address: number
  offset: number
  size: number
}

const SHT_DYNSYM = 11
const STT_FUNC = 2
const PT_LOAD = 1
const EXECUTABLE = 1
const HEADER_SIZE = 64
const SECTION_SIZE = 64
const SEGMENT_SIZE = 56
const SYMBOL_SIZE = 24
/** A file that claims more than this is not read: it may lie. */
const TABLE_BYTES_MAX = 32 * 1024 * 1024
const CODE_BYTES_MAX = 64 * 1024

/** A 64-bit little-endian ELF file (System V ABI, chapters 4 and 5), of which only the needed parts are read. */
export class Elf {
  readonly sections: readonly Section[]
  readonly #fd: number
  readonly #fileSize: number
  readonly #segments: readonly Segment[]

  constructor(path: string) {
    this.#fd = openSync(path, 'r')
    try {
      this.#fileSize = fstatSync(this.#fd).size
      const header = this.read(0, HEADER_SIZE)
      if (header.length < HEADER_SIZE || header.readUInt32BE(0) !== 0x7f454c46 || header[4] !== 2 || header[5] !== 1)
        throw new Error('not a 64-bit ELF file')
      this.sections = this.#readSections(header)
      this.#segments = this.#readSegments(header)
    } catch (error) {
      this.close()
      throw error
    }
  }

  close(): void {
    closeSync(this.#fd)
  }

  /** As much of the range as the file has. */
  read(offset: number, length: number): Buffer {
    if (length > TABLE_BYTES_MAX) throw new Error('an ELF file with a table too long to be true')
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, (this.#fileSize || length) - offset)))
    return bytes.subarray(0, readSync(this.#fd, bytes, 0, bytes.length, offset))
  }

  /** Those of the wanted functions that the file exports, and the addresses of all that it exports. */
  exports(wanted: ReadonlySet<string>): { functions: Map<string, ElfFunction>; addresses: Set<number> } {
    const functions = new Map<string, ElfFunction>()
    const addresses = new Set<number>()
    for (const section of this.sections.filter(({ type }) => type === SHT_DYNSYM)) {
      const names = this.#contents(this.sections[section.link])
      const symbols = this.#contents(section)
      for (let at = 0; at + SYMBOL_SIZE <= symbols.length; at += SYMBOL_SIZE) {
        const address = Number(symbols.readBigUInt64LE(at + 8))
        if ((symbols.readUInt8(at + 4) & 15) !== STT_FUNC || address === 0) continue
        addresses.add(address)
        const name = textAt(names, symbols.readUInt32LE(at))
        const offset = wanted.has(name) ? this.#offsetOf(address) : null
        if (offset !== null) functions.set(name, { address, offset, size: Number(symbols.readBigUInt64LE(at + 16)) })
      }
    }
    return { functions, addresses }
  }

  /** Position in the file of an address in executable memory that is not a jump to another library; null for others. */
  codeOffset(address: number): number | null {
    const isJump = this.sections.some(
      ({ name, address: start, size }) => name.startsWith('.plt') && address >= start && address < start + size,
    )
    return isJump ? null : this.#offsetOf(address)
  }

  code({ offset, size }: ElfFunction): Buffer {
    return this.read(offset, Math.min(size, CODE_BYTES_MAX))
  }

  #contents(section: Section | undefined): Buffer {
    return section === undefined ? Buffer.alloc(0) : this.read(section.offset, section.size)
  }

  #readSections(header: Buffer): Section[] {
    const count = header.readUInt16LE(0x3c)
    const table = this.read(Number(header.readBigUInt64LE(0x28)), count * SECTION_SIZE)
    const sections = Array.from({ length: Math.floor(table.length / SECTION_SIZE) }, (_, index) => {
      const at = index * SECTION_SIZE
      return {
        nameOffset: table.readUInt32LE(at),
        type: table.readUInt32LE(at + 4),
        address: Number(table.readBigUInt64LE(at + 16)),
        offset: Number(table.readBigUInt64LE(at + 24)),
        size: Number(table.readBigUInt64LE(at + 32)),
        link: table.readUInt32LE(at + 40),
      }
    })
    const namesIn = sections[header.readUInt16LE(0x3e)]
    const names = namesIn === undefined ? Buffer.alloc(0) : this.read(namesIn.offset, namesIn.size)
    return sections.map(({ nameOffset, ...section }) => ({ ...section, name: textAt(names, nameOffset) }))
  }

  #readSegments(header: Buffer): Segment[] {
    const count = header.readUInt16LE(0x38)
    const table = this.read(Number(header.readBigUInt64LE(0x20)), count * SEGMENT_SIZE)
    return Array.from({ length: Math.floor(table.length / SEGMENT_SIZE) }, (_, index) => {
      const at = index * SEGMENT_SIZE
      const isCode = table.readUInt32LE(at) === PT_LOAD && (table.readUInt32LE(at + 4) & EXECUTABLE) !== 0
      return {
        address: Number(table.readBigUInt64LE(at + 16)),
        offset: Number(table.readBigUInt64LE(at + 8)),
        size: isCode ? Number(table.readBigUInt64LE(at + 32)) : 0,
      }
    })
  }

  #offsetOf(address: number): number | null {
    const segment = this.#segments.find(({ address: start, size }) => address >= start && address < start + size)
    return segment === undefined ? null : address - segment.address + segment.offset
  }
}

function textAt(bytes: Buffer, at: number): string {
  const end = bytes.indexOf(0, at)
  return bytes.toString('latin1', at, end === -1 ? bytes.length : end)
}
