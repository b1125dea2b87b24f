import { TooMany } from '#db/model/errors.ts'

const FREE_FAILURES = 5
const LONGEST_MS = 15 * 60_000
/** Failures are forgotten after this long. */
const MEMORY_MS = 3_600_000
const MOST_KEYS = 50_000

/** After five wrong passwords each next attempt waits twice as long as the one before, up to a quarter of an hour. */
export class LoginBackoff {
  readonly #failures = new Map<string, { count: number; at: number }>()

  refuseTooEarly(key: string, now: number): void {
    const known = this.#failures.get(key)
    if (known === undefined || known.count < FREE_FAILURES) return
    const wait_ms = Math.min(1000 * 2 ** (known.count - FREE_FAILURES), LONGEST_MS)
    const left_ms = known.at + wait_ms - now
    if (left_ms > 0)
      throw new TooMany('Too many wrong passwords: wait before the next attempt.', Math.ceil(left_ms / 1000))
  }

  noteFailure(key: string, now: number): void {
    const known = this.#failures.get(key)
    const count = known === undefined || now - known.at > MEMORY_MS ? 1 : known.count + 1
    // Deleting first keeps the map ordered by age, so that the bound drops the oldest.
    this.#failures.delete(key)
    this.#failures.set(key, { count, at: now })
    for (const oldest of this.#failures.keys()) {
      if (this.#failures.size <= MOST_KEYS) break
      this.#failures.delete(oldest)
    }
  }

  forget(key: string): void {
    this.#failures.delete(key)
  }
}
