const STEP_MS = 5

/** What to add to kernel time (CLOCK_MONOTONIC, as Node's hrtime) to get Unix time. */
export class Clock {
  offset_ms = Clock.#measure(performance.timeOrigin + performance.now())

  /** Follows steps of the wall clock, not its jitter: times within a connection must stay comparable. */
  follow(): void {
    const now = Clock.#measure(Date.now())
    if (Math.abs(now - this.offset_ms) > STEP_MS) this.offset_ms = now
  }

  static #measure(now_ms: number): number {
    return now_ms - Number(process.hrtime.bigint()) / 1e6
  }
}
