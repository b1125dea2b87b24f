/** Capacity for the lists of ordinary hellos. */
const ORDINARY = 4096
const COMMA = 0x2c
const HYPHEN = 0x2d
const HEX_DIGITS = Buffer.from('0123456789abcdef', 'latin1')
const ZERO = 0x30

/**
 * Writes lists of 16-bit values as ASCII into one buffer that is used again and again: a form of a fingerprint is then one
 * string, and what is hashed a part of it. Joining strings value by value costs several times as much.
 */
export class ListText {
  #bytes = Buffer.alloc(ORDINARY)
  #at = 0

  /** Starts anew with room for `values` values and `characters` more. */
  begin(values: number, characters: number): void {
    this.#at = 0
    const needed = values * 6 + characters
    if (needed > this.#bytes.length) this.#bytes = Buffer.alloc(needed * 2)
  }

  /** Where the next character goes. */
  get at(): number {
    return this.#at
  }

  /** The text from one position to another. */
  slice(start: number, end: number): string {
    return this.#bytes.toString('latin1', start, end)
  }

  character(code: number): void {
    this.#bytes[this.#at++] = code
  }

  ascii(text: string): void {
    for (let at = 0; at < text.length; at += 1) this.character(text.charCodeAt(at))
  }

  /** Four lower-case hex digits each, joined with commas. */
  hexList(values: readonly number[]): void {
    const bytes = this.#bytes
    let at = this.#at
    for (const value of values) {
      bytes[at] = HEX_DIGITS[value >> 12] ?? ZERO
      bytes[at + 1] = HEX_DIGITS[(value >> 8) & 15] ?? ZERO
      bytes[at + 2] = HEX_DIGITS[(value >> 4) & 15] ?? ZERO
      bytes[at + 3] = HEX_DIGITS[value & 15] ?? ZERO
      bytes[at + 4] = COMMA
      at += 5
    }
    this.#at = values.length === 0 ? at : at - 1
  }

  /** Decimal, joined with `-`, without those left out. */
  decimalList(values: readonly number[], isLeftOut?: (value: number) => boolean): void {
    let isFirst = true
    for (const value of values) {
      if (isLeftOut?.(value) === true) continue
      if (!isFirst) this.character(HYPHEN)
      isFirst = false
      this.decimal(value)
    }
  }

  decimal(value: number): void {
    if (value >= 10000) this.character(ZERO + Math.floor(value / 10000))
    if (value >= 1000) this.character(ZERO + (Math.floor(value / 1000) % 10))
    if (value >= 100) this.character(ZERO + (Math.floor(value / 100) % 10))
    if (value >= 10) this.character(ZERO + (Math.floor(value / 10) % 10))
    this.character(ZERO + (value % 10))
  }
}
