import type { RawHeader } from '../exchange.ts'

const ENTRY_OVERHEAD = 32
const FIRST_ENTRIES = 4
/** An entry whose name we never learnt counts at least this much. */
const UNKNOWN_NAME_LENGTH = 1

const MAX_SHARED = 4096
const LONGEST_SHARED = 256
/** Clients of one kind put the same headers into their tables: one copy serves all connections. */
const shared = new Map<string, RawHeader>()

function sharedHeader(header: RawHeader): RawHeader {
  if (header[0].length + header[1].length > LONGEST_SHARED) return header
  const key = `${header[0]}\n${header[1]}`
  const known = shared.get(key)
  if (known !== undefined) return known
  if (shared.size >= MAX_SHARED) shared.clear()
  shared.set(key, header)
  return header
}

interface Entry {
  header: RawHeader | undefined
  size: number
}

/** The dynamic table (RFC 7541 section 2.3.2): newest first, oldest evicted; a ring, so that inserting costs no move. */
export class DynamicTable {
  /** Many tables stay empty. */
  #entries: (Entry | undefined)[] = []
  /** Position of the newest entry. */
  #newest = 0
  #count = 0
  #size = 0
  #capacity: number
  /** Entries from before we listened may lie behind ours, until the table has been emptied once. */
  #hasUnknown: boolean

  constructor(capacity: number, joinedLate: boolean) {
    this.#capacity = capacity
    this.#hasUnknown = joinedLate
  }

  get size(): number {
    return this.#size
  }

  /** `position` 0 is the newest. */
  get(position: number): RawHeader | 'unknown' | 'none' {
    if (position < this.#count) {
      const entry = this.#entries[(this.#newest - position + this.#entries.length) % this.#entries.length]
      return entry?.header ?? 'unknown'
    }
    return this.#hasUnknown && position * ENTRY_OVERHEAD <= this.#capacity ? 'unknown' : 'none'
  }

  insert(header: RawHeader | undefined, valueLength: number): void {
    const size = (header?.[0].length ?? UNKNOWN_NAME_LENGTH) + valueLength + ENTRY_OVERHEAD
    this.#evictTo(this.#capacity - size)
    if (size > this.#capacity) {
      this.#hasUnknown = false
      return
    }
    if (this.#count === this.#entries.length) this.#grow()
    this.#newest = (this.#newest + 1) % this.#entries.length
    this.#entries[this.#newest] = { header: header && sharedHeader(header), size }
    this.#count += 1
    this.#size += size
  }

  resize(capacity: number): void {
    this.#capacity = capacity
    this.#evictTo(capacity)
    if (capacity === 0) this.#hasUnknown = false
  }

  #evictTo(size: number): void {
    while (this.#size > size && this.#count > 0) {
      const oldest = (this.#newest - this.#count + 1 + this.#entries.length) % this.#entries.length
      this.#size -= this.#entries[oldest]?.size ?? 0
      this.#entries[oldest] = undefined
      this.#count -= 1
      // Ours is gone, so everything older than ours is gone too.
      this.#hasUnknown = false
    }
  }

  #grow(): void {
    const grown = new Array<Entry | undefined>(Math.max(FIRST_ENTRIES, this.#entries.length * 2))
    for (let position = 0; position < this.#count; position += 1) {
      const from = (this.#newest - position + this.#entries.length) % this.#entries.length
      grown[this.#count - 1 - position] = this.#entries[from]
    }
    this.#newest = Math.max(0, this.#count - 1)
    this.#entries = grown
  }
}
