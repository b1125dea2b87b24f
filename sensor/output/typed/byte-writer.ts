/** Texts up to this length are copied character by character, which is faster than a call into the engine. */
const SHORT_TEXT = 80
/** UTF-8 takes three bytes at most for a unit of UTF-16. */
const BYTES_A_UNIT = 3
const LONGEST_PREFIX = 5
const FLOAT = new Float32Array(1)
const FLOAT_BITS = new Int32Array(FLOAT.buffer)

/** Growing bytes in ClickHouse's RowBinary: numbers little-endian, texts in UTF-8 behind their length. */
export class ByteWriter {
  #bytes: Buffer
  length = 0

  constructor(capacity = 4096) {
    this.#bytes = Buffer.allocUnsafe(capacity)
  }

  /** What is written from a position on; valid until more is written. */
  view(from = 0): Buffer {
    return this.#bytes.subarray(from, this.length)
  }

  /** Leaves room for so many bytes. */
  skip(count: number): void {
    this.#reserve(count)
    this.length += count
  }

  /** Whole numbers of one, two and four bytes, with a sign or without. */
  int8(value: number): void {
    this.#reserve(1)
    this.#bytes[this.length++] = value
  }

  int16(value: number): void {
    this.#reserve(2)
    this.#bytes[this.length++] = value
    this.#bytes[this.length++] = value >> 8
  }

  int32(value: number): void {
    this.#reserve(4)
    this.#bytes[this.length++] = value
    this.#bytes[this.length++] = value >> 8
    this.#bytes[this.length++] = value >> 16
    this.#bytes[this.length++] = value >> 24
  }

  /** A whole number that a JSON number holds. */
  int64(value: number): void {
    this.int32(value | 0)
    this.int32(Math.floor(value / 2 ** 32) | 0)
  }

  float32(value: number): void {
    FLOAT[0] = value
    this.int32(FLOAT_BITS[0] ?? 0)
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  /** LEB128. */
  count(value: number): void {
    this.#reserve(LONGEST_PREFIX)
    let rest = value
    while (rest > 127) {
      this.#bytes[this.length++] = (rest & 127) | 128
      rest >>>= 7
    }
    this.#bytes[this.length++] = rest
  }

  text(text: string): void {
    this.#reserve(LONGEST_PREFIX + BYTES_A_UNIT * text.length)
    if (text.length <= SHORT_TEXT && this.#shortAscii(text)) return
    // Nearly all texts are ASCII: as many bytes as units.
    const prefix = prefixBytes(text.length)
    const from = this.length + prefix
    const written = this.#bytes.write(text, from, 'utf8')
    const longer = prefixBytes(written) - prefix
    if (longer > 0) this.#bytes.copyWithin(from + longer, from, from + written)
    this.count(written)
    this.length += written
  }

  /** False, and nothing is written, when the text is not all ASCII. */
  #shortAscii(text: string): boolean {
    const bytes = this.#bytes
    let at = this.length
    bytes[at++] = text.length
    for (let unit = 0; unit < text.length; unit += 1) {
      const code = text.charCodeAt(unit)
      if (code > 127) return false
      bytes[at++] = code
    }
    this.length = at
    return true
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.length + count))
    grown.set(this.view())
    this.#bytes = grown
  }
}

function prefixBytes(length: number): number {
  let bytes = 1
  for (let rest = length; rest > 127; rest >>>= 7) bytes += 1
  return bytes
}
