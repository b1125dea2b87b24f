/** Thrown by ByteReader on an overrun; the one exported parser of a protocol catches it. */
export class Malformed extends Error {}

/** Reads big-endian numbers and slices from bytes, never past `end`. */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #end: number
  #at: number

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.#bytes = bytes
    this.#at = at
    this.#end = Math.min(end, bytes.length)
  }

  get at(): number {
    return this.#at
  }

  get left(): number {
    return this.#end - this.#at
  }

  u8(): number {
    const value = this.#bytes[this.#at]
    if (value === undefined || this.#at >= this.#end) throw new Malformed('read past the end')
    this.#at += 1
    return value
  }

  u16(): number {
    const high = this.#bytes[this.#at]
    const low = this.#bytes[this.#at + 1]
    if (high === undefined || low === undefined || this.#at + 2 > this.#end) throw new Malformed('read past the end')
    this.#at += 2
    return high * 256 + low
  }

  u24(): number {
    return this.u8() * 65536 + this.u16()
  }

  u32(): number {
    return this.u16() * 65536 + this.u16()
  }

  skip(length: number): void {
    if (length > this.left) throw new Malformed('read past the end')
    this.#at += length
  }

  /** A view, not a copy. */
  bytes(length: number): Uint8Array {
    const start = this.#at
    this.skip(length)
    return this.#bytes.subarray(start, start + length)
  }

  /** A reader over the next `length` bytes, which are skipped here. */
  within(length: number): ByteReader {
    const start = this.#at
    this.skip(length)
    return new ByteReader(this.#bytes, start, start + length)
  }
}
