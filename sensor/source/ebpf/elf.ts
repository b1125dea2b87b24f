/** Where a function of a shared object is: address when mapped, position in the file, bytes long. */
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

const SHT_DYNSYM = 11
const STT_FUNC = 2
const SYMBOL_SIZE = 24
const PT_LOAD = 1
const EXECUTABLE = 1

/** The exported functions of a 64-bit little-endian ELF file (System V ABI, chapters 4 and 5). */
export class Elf {
  readonly functions = new Map<string, ElfFunction>()
  readonly #bytes: Buffer
  readonly #sections: Section[]

  constructor(bytes: Buffer) {
    if (bytes.readUInt32BE(0) !== 0x7f454c46 || bytes[4] !== 2 || bytes[5] !== 1)
      throw new Error('not a 64-bit ELF file')
    this.#bytes = bytes
    this.#sections = this.#readSections()
    for (const section of this.#sections) if (section.type === SHT_DYNSYM) this.#readSymbols(section)
  }

  /** Position in the file of an address in executable memory that is not a jump to another library; null for others. */
  codeOffset(address: number): number | null {
    const isJump = this.#sections.some(
      ({ name, address: start, size }) => name.startsWith('.plt') && address >= start && address < start + size,
    )
    return isJump ? null : this.#offsetOf(address)
  }

  code({ offset, size }: ElfFunction): Buffer {
    return this.#bytes.subarray(offset, offset + size)
  }

  #readSections(): Section[] {
    const bytes = this.#bytes
    const table = Number(bytes.readBigUInt64LE(0x28))
    const entrySize = bytes.readUInt16LE(0x3a)
    const sections = Array.from({ length: bytes.readUInt16LE(0x3c) }, (_, index) => {
      const at = table + index * entrySize
      return {
        nameOffset: bytes.readUInt32LE(at),
        type: bytes.readUInt32LE(at + 4),
        address: Number(bytes.readBigUInt64LE(at + 16)),
        offset: Number(bytes.readBigUInt64LE(at + 24)),
        size: Number(bytes.readBigUInt64LE(at + 32)),
        link: bytes.readUInt32LE(at + 40),
      }
    })
    const names = sections[bytes.readUInt16LE(0x3e)]?.offset ?? 0
    return sections.map(({ nameOffset, ...section }) => ({ ...section, name: this.#text(names + nameOffset) }))
  }

  #readSymbols(section: Section): void {
    const names = this.#sections[section.link]?.offset ?? 0
    for (let at = section.offset; at < section.offset + section.size; at += SYMBOL_SIZE) {
      const address = Number(this.#bytes.readBigUInt64LE(at + 8))
      const offset = this.#offsetOf(address)
      if ((this.#bytes.readUInt8(at + 4) & 15) !== STT_FUNC || address === 0 || offset === null) continue
      const size = Number(this.#bytes.readBigUInt64LE(at + 16))
      this.functions.set(this.#text(names + this.#bytes.readUInt32LE(at)), { address, offset, size })
    }
  }

  #offsetOf(address: number): number | null {
    const table = Number(this.#bytes.readBigUInt64LE(0x20))
    const entrySize = this.#bytes.readUInt16LE(0x36)
    for (let index = 0; index < this.#bytes.readUInt16LE(0x38); index++) {
      const at = table + index * entrySize
      const offset = Number(this.#bytes.readBigUInt64LE(at + 8))
      const start = Number(this.#bytes.readBigUInt64LE(at + 16))
      const size = Number(this.#bytes.readBigUInt64LE(at + 32))
      const isCode = this.#bytes.readUInt32LE(at) === PT_LOAD && (this.#bytes.readUInt32LE(at + 4) & EXECUTABLE) !== 0
      if (isCode && address >= start && address < start + size) return address - start + offset
    }
    return null
  }

  #text(at: number): string {
    return this.#bytes.toString('latin1', at, this.#bytes.indexOf(0, at))
  }
}
