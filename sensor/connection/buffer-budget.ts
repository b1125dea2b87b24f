import type { Connection } from './connection.ts'

/** What the parsers of all connections hold together. */
export class BufferBudget {
  readonly #limit: number
  /** In the order in which they began to hold. */
  readonly #holding = new Set<Connection>()
  #heldBytes = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get heldBytes(): number {
    return this.#heldBytes
  }

  /** Notes what a connection holds now. Answers how many others, or itself, gave up what they held longest. */
  account(connection: Connection): number {
    this.#note(connection, connection.heldBytes)
    let abandoned = 0
    for (const oldest of this.#holding) {
      if (this.#heldBytes <= this.#limit) break
      oldest.abandon()
      this.#note(oldest, 0)
      abandoned += 1
    }
    return abandoned
  }

  release(connection: Connection): void {
    this.#note(connection, 0)
  }

  #note(connection: Connection, bytes: number): void {
    const before = connection.accountedBytes
    if (bytes === before) return
    this.#heldBytes += bytes - before
    connection.accountedBytes = bytes
    if (bytes === 0) this.#holding.delete(connection)
    else if (before === 0) this.#holding.add(connection)
  }
}
