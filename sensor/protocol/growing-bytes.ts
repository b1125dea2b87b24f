const EMPTY = Buffer.alloc(0)

/** Bytes collected over several calls, up to a limit; the buffer doubles, so collecting is linear. */
export class GrowingBytes {
  #buffer = EMPTY
  #length = 0
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get length(): number {
    return this.#length
  }

  /** Memory held. */
  get heldBytes(): number {
    return this.#buffer.length
  }

  /** How many of the bytes were taken: fewer than given when the limit is reached. */
  append(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, this.#limit - this.#length)
    const needed = this.#length + taken
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafeSlow(Math.min(this.#limit, Math.max(512, needed, this.#buffer.length * 2)))
      this.#buffer.copy(grown, 0, 0, this.#length)
      this.#buffer = grown
    }
    this.#buffer.set(taken === bytes.length ? bytes : bytes.subarray(0, taken), this.#length)
    this.#length = needed
    return taken
  }

  /** A view of what is collected, valid until the next call. */
  view(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = 0
    this.#buffer = EMPTY
  }
}
