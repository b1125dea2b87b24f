/** Named counts that only grow. */
export class Counters {
  readonly #counts = new Map<string, number>()

  add(name: string, by = 1): void {
    if (by !== 0) this.#counts.set(name, (this.#counts.get(name) ?? 0) + by)
  }

  all(): Record<string, number> {
    return Object.fromEntries(this.#counts)
  }
}
