const HALF_SEQUENCE_SPACE = 2 ** 31
const MAX_WAITING_SEGMENTS = 256

/** Signed distance from one sequence number to another over the 32-bit wrap (RFC 9293 section 3.4). */
export function sequenceDistance(from: number, to: number): number {
  const distance = (to - from) >>> 0
  return distance >= HALF_SEQUENCE_SPACE ? distance - 2 ** 32 : distance
}

interface Waiting {
  offset: number
  bytes: Uint8Array
}

/**
 * Puts segments in order: repeated and overlapping bytes come out once (the first copy that reached the front wins), what is ahead
 * waits within `maxWaitingBytes`. The bytes handed to `deliver` are valid only during the call.
 */
export class Reassembler {
  /** Sequence number of offset 0. */
  readonly first: number
  readonly #maxWaitingBytes: number
  #next = 0
  #waiting: Waiting[] = []
  #waitingBytes = 0
  /** Bytes given up because too many waited. */
  dropped_bytes = 0

  constructor(first: number, maxWaitingBytes: number) {
    this.first = first
    this.#maxWaitingBytes = maxWaitingBytes
  }

  get next(): number {
    return this.#next
  }

  get waiting(): boolean {
    return this.#waiting.length > 0
  }

  get waitingBytes(): number {
    return this.#waitingBytes
  }

  get firstWaitingSequence(): number {
    return (this.first + (this.#waiting[0]?.offset ?? this.#next)) >>> 0
  }

  push(sequence: number, bytes: Uint8Array, deliver: (offset: number, bytes: Uint8Array) => void): void {
    const expected = (this.first + this.#next) >>> 0
    const offset = this.#next + sequenceDistance(expected, sequence)
    if (offset > this.#next) {
      if (bytes.length > 0) this.#wait(offset, bytes)
      return
    }
    this.#deliver({ offset, bytes }, deliver)
    this.#deliverWaiting(deliver)
  }

  /** Gives up what is missing before the first waiting segment: the next delivery jumps in its offset. */
  skipGap(deliver: (offset: number, bytes: Uint8Array) => void): void {
    const first = this.#waiting[0]
    if (first === undefined) return
    this.#next = Math.max(this.#next, first.offset)
    this.#deliverWaiting(deliver)
  }

  #deliver(segment: Waiting, deliver: (offset: number, bytes: Uint8Array) => void): void {
    const known = this.#next - segment.offset
    if (known >= segment.bytes.length) return
    const offset = this.#next
    this.#next = segment.offset + segment.bytes.length
    deliver(offset, known > 0 ? segment.bytes.subarray(known) : segment.bytes)
  }

  #deliverWaiting(deliver: (offset: number, bytes: Uint8Array) => void): void {
    let delivered = 0
    for (const segment of this.#waiting) {
      if (segment.offset > this.#next) break
      delivered += 1
      this.#waitingBytes -= segment.bytes.length
      this.#deliver(segment, deliver)
    }
    if (delivered > 0) this.#waiting.splice(0, delivered)
  }

  #wait(offset: number, bytes: Uint8Array): void {
    if (this.#waitingBytes + bytes.length > this.#maxWaitingBytes || this.#waiting.length >= MAX_WAITING_SEGMENTS) {
      this.dropped_bytes += bytes.length
      return
    }
    let at = this.#waiting.length
    while (at > 0 && (this.#waiting[at - 1]?.offset ?? 0) > offset) at -= 1
    // Not slice(): that of a Buffer copies nothing.
    this.#waiting.splice(at, 0, { offset, bytes: new Uint8Array(bytes) })
    this.#waitingBytes += bytes.length
  }
}
