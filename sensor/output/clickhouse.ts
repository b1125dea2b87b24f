import { setTimeout as delay } from 'node:timers/promises'
import type { Request } from '#db/model/request.ts'
import type { Output } from './output.ts'
import { sendBatch } from './send-batch.ts'
import { Spool, type Batch } from './spool.ts'

const BATCH_ROWS = 5000
const BATCH_BYTES = 4 * 1_048_576
const BATCH_MS = 500
/** Rows that wait for the disk; beyond it the newest are dropped and counted. */
const MEMORY_BYTES = 64 * 1_048_576
const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 10_000
/** After so many refusals of one batch the others may overtake it. */
const REFUSALS = 5
const CLOSE_MS = 10_000

interface Options {
  /** Where batches wait until the store has acknowledged them. */
  directory: string
  max_bytes?: number
  send?: typeof sendBatch
}

/** Rows into `ja4_logs.http_logs_raw`, each exactly once, over failures of either side. */
export function openClickhouseOutput(options: Options): Output {
  return new ClickhouseOutput(options)
}

class ClickhouseOutput implements Output {
  readonly #spool: Spool
  readonly #send: typeof sendBatch
  #lines: string[] = []
  #waiting_bytes = 0
  #batch_bytes = 0
  #timer: NodeJS.Timeout | undefined
  #storing: Promise<void> = Promise.resolve()
  #sending: Promise<void> | undefined
  #closing = false
  readonly #stop = new AbortController()
  readonly #counted = {
    rows_written: 0,
    batches_written: 0,
    retries: 0,
    dropped_memory_rows: 0,
    dropped_disk_rows: 0,
    store_available: 1,
  }

  constructor({ directory, max_bytes = 1024 * 1_048_576, send = sendBatch }: Options) {
    this.#spool = new Spool({ directory, max_bytes })
    this.#send = send
    this.#wakeSender()
  }

  // Each line is made now: the caller may reuse its objects afterwards.
  readonly write = (requests: readonly Request[]): void => {
    for (const request of requests) {
      const line = JSON.stringify(request)
      if (this.#waiting_bytes + line.length > MEMORY_BYTES) {
        this.#counted.dropped_memory_rows += 1
        continue
      }
      this.#lines.push(line)
      this.#waiting_bytes += line.length
      this.#batch_bytes += line.length
      if (this.#lines.length >= BATCH_ROWS || this.#batch_bytes >= BATCH_BYTES) this.#flush()
    }
    if (this.#lines.length > 0) this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS)
  }

  readonly close = async (): Promise<void> => {
    this.#flush()
    await this.#storing
    // A store that does not take the rows now gets them at the next start, from the spool.
    this.#closing = true
    if (this.#counted.store_available === 0) this.#stop.abort()
    const late = setTimeout(() => this.#stop.abort(), CLOSE_MS)
    await this.#sending
    clearTimeout(late)
    this.#stop.abort()
  }

  readonly counters = (): Record<string, number> => ({
    ...this.#counted,
    spooled_bytes: this.#spool.bytes,
    dropped_spool_rows: this.#spool.dropped_rows,
  })

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#lines.length === 0) return
    const lines = this.#lines
    const size = this.#batch_bytes
    this.#lines = []
    this.#batch_bytes = 0
    this.#storing = this.#storing.then(() => this.#store(lines, size))
  }

  async #store(lines: string[], size: number): Promise<void> {
    try {
      await this.#spool.put(Buffer.from(lines.join('\n') + '\n'), lines.length)
    } catch {
      this.#counted.dropped_disk_rows += lines.length
    } finally {
      this.#waiting_bytes -= size
    }
    this.#wakeSender()
  }

  #wakeSender(): void {
    this.#sending ??= this.#drain().finally(() => {
      this.#sending = undefined
      // A batch may have come between the last look and this moment.
      if (this.#spool.oldest() && !this.#closing) this.#wakeSender()
    })
  }

  /** Sends what is spooled, oldest first, until nothing is left or the output closes. */
  async #drain(): Promise<void> {
    let failures = 0
    for (;;) {
      const batch = this.#spool.oldest()
      if (!batch || this.#stop.signal.aborted) return
      const outcome = await this.#try(batch)
      if (outcome === 'taken') {
        failures = 0
        continue
      }
      if (this.#closing) return
      failures += 1
      this.#counted.retries += 1
      if (outcome === 'refused' && failures % REFUSALS === 0) this.#spool.postpone(batch)
      const pause = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LAST_RETRY_MS)
      await delay(pause, undefined, { signal: this.#stop.signal }).catch(() => undefined)
    }
  }

  async #try(batch: Batch): Promise<'taken' | 'refused' | 'away'> {
    const lines = await this.#spool.read(batch).catch(() => undefined)
    if (!lines) {
      this.#counted.dropped_disk_rows += batch.rows
      await this.#spool.remove(batch)
      return 'taken'
    }
    const outcome = await this.#send(batch.token, lines, this.#stop.signal)
    this.#counted.store_available = outcome === 'away' ? 0 : 1
    if (outcome === 'taken') {
      this.#counted.rows_written += batch.rows
      this.#counted.batches_written += 1
      await this.#spool.remove(batch)
    }
    return outcome
  }
}
