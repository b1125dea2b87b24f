import { MAX_HELLO_LENGTH } from '../tls/assemble.ts'

const EMPTY = Buffer.alloc(0)

/** The handshake bytes that CRYPTO frames carry, in any order and any number of times; the first copy of a byte wins. */
export class CryptoStream {
  #bytes = EMPTY
  /** 1 where `#bytes` is known. */
  #known = EMPTY
  #prefix = 0

  /** Memory held. */
  get heldBytes(): number {
    return this.#bytes.length + this.#known.length
  }

  /** False when the frame lies beyond what a hello may need. */
  push(offset: number, bytes: Buffer): boolean {
    const end = offset + bytes.length
    if (end > MAX_HELLO_LENGTH) return false
    this.#grow(end)
    for (let at = Math.max(offset, this.#prefix); at < end; at += 1) {
      if (this.#known[at] === 1) continue
      this.#known[at] = 1
      this.#bytes[at] = bytes[at - offset] ?? 0
    }
    while (this.#known[this.#prefix] === 1) this.#prefix += 1
    return true
  }

  /** What is known without a gap from the start; valid until the next call. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#prefix)
  }

  #grow(length: number): void {
    if (length <= this.#bytes.length) return
    const size = Math.min(MAX_HELLO_LENGTH, Math.max(length, this.#bytes.length * 2, 2048))
    this.#bytes = Buffer.concat([this.#bytes], size)
    this.#known = Buffer.concat([this.#known], size)
  }
}
