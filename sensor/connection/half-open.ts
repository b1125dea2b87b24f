import type { ConnectionKey, SynFact } from '../source/fact.ts'

/** Connections of which only the SYN has come. Their own bounded room: a flood of SYNs pushes out other SYNs, nothing else. */
export class HalfOpen {
  readonly #limit: number
  /** Oldest first. */
  readonly #syns = new Map<ConnectionKey, SynFact>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#syns.size
  }

  /** Answers the SYN that had to go for it. A repeated SYN keeps the time of the first. */
  add(syn: SynFact): SynFact | undefined {
    if (this.#syns.get(syn.key)?.sequence === syn.sequence) return undefined
    this.#syns.delete(syn.key)
    const displaced = this.#syns.size < this.#limit ? undefined : this.#takeOldest()
    // Not slice(): that of a Buffer copies nothing.
    this.#syns.set(syn.key, { ...syn, tcp_options: new Uint8Array(syn.tcp_options) })
    return displaced
  }

  /** The SYN of a connection that has come further. */
  take(key: ConnectionKey): SynFact | undefined {
    const syn = this.#syns.get(key)
    if (syn !== undefined) this.#syns.delete(key)
    return syn
  }

  /** Those whose handshake did not end before `until_ms`, oldest first. */
  *expire(until_ms: number): Generator<SynFact> {
    for (const syn of this.#syns.values()) {
      if (syn.time_ms > until_ms) return
      this.#syns.delete(syn.key)
      yield syn
    }
  }

  #takeOldest(): SynFact | undefined {
    for (const syn of this.#syns.values()) return this.take(syn.key)
    return undefined
  }
}
