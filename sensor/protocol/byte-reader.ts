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

  /** All that is left, two bytes a value; an odd last byte is left out. */
  u16List(): number[] {
    const count = this.left >> 1
    const values = new Array<number>(count)
    for (let item = 0, at = this.#at; item < count; item += 1, at += 2) {
      values[item] = (this.#bytes[at] ?? 0) * 256 + (this.#bytes[at + 1] ?? 0)
    }
    this.#at = this.#end
    return values
  }

  /** A variable-length integer (RFC 9000 section 16); past 2^53 it is not exact, but stays above every limit. */
  varint(): number {
    const first = this.u8()
    let value = first % 64
    for (let more = (1 << (first >> 6)) - 1; more > 0; more -= 1) value = value * 256 + this.u8()
    return value
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
