const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
/** Chunk sizes past 2^52 are a lie. */
const MAX_SIZE_DIGITS = 13
const MAX_LINE_LENGTH = 16384

/** Walks over a chunked body without keeping it (RFC 9112 section 7.1). */
export class ChunkedBody {
  state: 'size' | 'extension' | 'data' | 'data_end' | 'trailer' | 'ended' | 'malformed' = 'size'
  /** Of the content, without the framing. */
  body_bytes = 0
  #size = 0
  #digits = 0
  #left = 0
  #lineLength = 0
  #lineIsBlank = true

  /** Returns the index after the last byte that belongs to the body. */
  push(bytes: Uint8Array, from: number): number {
    let at = from
    while (at < bytes.length && this.state !== 'ended' && this.state !== 'malformed') {
      if (this.state === 'data') {
        const taken = Math.min(this.#left, bytes.length - at)
        this.#take(taken)
        at += taken
      } else {
        this.#pushByte(bytes[at] ?? 0)
        at += 1
      }
    }
    return at
  }

  /** Whether the missing bytes all lie inside one chunk. */
  skip(length: number): boolean {
    if (this.state !== 'data' || length > this.#left) return false
    this.#take(length)
    return true
  }

  #take(length: number): void {
    this.#left -= length
    this.body_bytes += length
    if (this.#left === 0) this.state = 'data_end'
  }

  #pushByte(byte: number): void {
    if (this.state === 'size') this.#pushSizeByte(byte)
    else if (this.state === 'extension') {
      if (byte === LINE_FEED) this.#endSizeLine()
      else this.#countLineByte()
    } else if (this.state === 'data_end') {
      if (byte === LINE_FEED) this.state = 'size'
      else if (byte !== CARRIAGE_RETURN) this.state = 'malformed'
    } else if (byte === LINE_FEED) {
      if (this.#lineIsBlank) this.state = 'ended'
      this.#lineLength = 0
      this.#lineIsBlank = true
    } else {
      if (byte !== CARRIAGE_RETURN || this.#lineLength > 0) this.#lineIsBlank = false
      this.#countLineByte()
    }
  }

  #pushSizeByte(byte: number): void {
    const digit = hexDigit(byte)
    if (digit >= 0 && this.#digits < MAX_SIZE_DIGITS) {
      this.#size = this.#size * 16 + digit
      this.#digits += 1
    } else if (this.#digits === 0 || digit >= 0) this.state = 'malformed'
    else if (byte === LINE_FEED) this.#endSizeLine()
    else if (byte === 0x3b || byte === 0x20 || byte === 0x09 || byte === CARRIAGE_RETURN) this.state = 'extension'
    else this.state = 'malformed'
  }

  #endSizeLine(): void {
    this.state = this.#size === 0 ? 'trailer' : 'data'
    this.#left = this.#size
    this.#size = 0
    this.#digits = 0
    this.#lineLength = 0
    this.#lineIsBlank = true
  }

  #countLineByte(): void {
    this.#lineLength += 1
    if (this.#lineLength > MAX_LINE_LENGTH) this.state = 'malformed'
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
