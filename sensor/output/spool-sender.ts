import { log } from '../service-log.ts'
import type { Outcome, sendBatch } from './send-batch.ts'
import type { Spool } from './spool.ts'
import type { Segment } from './spool-segment.ts'

/** Rows are collected this long before they are sent, and longer while the store is busy. */
const BATCH_MS = 500
const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 10_000
/** After so many refusals, with others taken meanwhile, a batch is set aside. */
const REFUSALS = 5

/** From the spool to the store, oldest first, one batch at a time, until it is stopped. */
export class SpoolSender {
  readonly #spool: Spool
  readonly #send: typeof sendBatch
  /** Cleared in the same turn as the last look at the spool, so that no call between them is lost. */
  #isRunning = false
  #sending: Promise<void> | undefined
  #failures = 0
  #draining = false
  #endPause: (() => void) | undefined
  readonly #stop = new AbortController()
  readonly #counted = {
    rows_written: 0,
    batches_written: 0,
    retries: 0,
    store_available: 1,
    /** Epoch milliseconds; 0 while the store is there. */
    store_away_since_ms: 0,
  }
  /** Batches that the store had taken when it first refused this one. */
  readonly #takenBefore = new WeakMap<Segment, number>()

  constructor(spool: Spool, send: typeof sendBatch) {
    this.#spool = spool
    this.#send = send
  }

  /** Something may be there to send. */
  wake(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#sending = this.#run()
  }

  /** Sends what is there, within a time, if the store takes it; the rest stays in the spool. */
  async finish(most_ms: number): Promise<void> {
    this.#draining = true
    if (this.#counted.store_available === 0) this.#stop.abort()
    const late = setTimeout(() => this.#stop.abort(), most_ms)
    this.#endPause?.()
    this.wake()
    await this.#sending
    clearTimeout(late)
    this.#stop.abort()
  }

  counters(): Record<string, number> {
    return this.#counted
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const least_age_ms = this.#draining ? 0 : BATCH_MS
      const segment = this.#spool.next(Date.now(), least_age_ms)
      if (segment) {
        await this.#try(segment)
        continue
      }
      const next_ms = this.#draining ? undefined : this.#spool.next_ms(least_age_ms)
      if (next_ms === undefined) break
      await this.#pause(next_ms - Date.now())
    }
    this.#isRunning = false
  }

  async #try(segment: Segment): Promise<void> {
    this.#spool.hold(segment)
    const batch = await this.#spool.read(segment).catch(() => undefined)
    if (!batch) {
      this.#spool.giveUp(segment)
      return
    }
    const outcome = await this.#send(segment.token, batch, this.#stop.signal)
    this.#noteStore(outcome)
    if (outcome === 'taken') {
      this.#failures = 0
      this.#counted.rows_written += segment.rows
      this.#counted.batches_written += 1
      await this.#spool.remove(segment)
      return
    }
    this.#counted.retries += 1
    if (outcome === 'away') {
      this.#failures += 1
      if (this.#draining) this.#stop.abort()
      else await this.#pause(retryIn(this.#failures))
    } else this.#postpone(segment, outcome.refused)
  }

  #noteStore(outcome: Outcome): void {
    const isAway = outcome === 'away'
    this.#counted.store_available = isAway ? 0 : 1
    if (!isAway) this.#counted.store_away_since_ms = 0
    else if (this.#counted.store_away_since_ms === 0) this.#counted.store_away_since_ms = Date.now()
  }

  /** Others may overtake a batch that the store does not want. */
  #postpone(segment: Segment, reason: string): void {
    const taken = this.#counted.batches_written
    const takenBefore = this.#takenBefore.get(segment) ?? taken
    this.#takenBefore.set(segment, takenBefore)
    segment.refusals += 1
    segment.not_before_ms = this.#draining ? Infinity : Date.now() + retryIn(segment.refusals)
    if (segment.refusals < REFUSALS || taken === takenBefore) return
    const path = this.#spool.setAside(segment)
    log(`the store refuses ${segment.rows} rows (${reason}): kept in ${path}, tried again at the next start`)
  }

  #pause(length_ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, length_ms)
      this.#endPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

/** Doubled at each failure, and scattered: many sensors must not come back to a store in step. */
function retryIn(failures: number): number {
  const longest = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LAST_RETRY_MS)
  return longest * (0.5 + Math.random() / 2)
}
