import type { Request } from '#db/model/request.ts'
import type { Spool } from './spool.ts'

/** Lines are joined up to this size before they are written, within one turn of the event loop. */
const WRITE_BYTES = 262_144
/** Rows that wait for a disk that takes none; beyond it the newest are dropped and counted. */
const MEMORY_BYTES = 16 * 1_048_576
const DISK_RETRY_MS = 250

/** Rows to the spool's open file in the turn of the event loop in which they came. */
export class SpoolWriter {
  readonly #spool: Spool
  readonly #onWritten: () => void
  #lines: string[] = []
  #bytes = 0
  #turn: NodeJS.Immediate | undefined
  #retry: NodeJS.Timeout | undefined
  readonly #counted = { spool_appended_rows: 0, dropped_disk_rows: 0 }

  constructor(spool: Spool, onWritten: () => void) {
    this.#spool = spool
    this.#onWritten = onWritten
  }

  /** Each line is made now: the caller may reuse its objects afterwards. */
  write(requests: readonly Request[]): void {
    for (const request of requests) {
      const line = `${JSON.stringify(request)}\n`
      if (this.#bytes + line.length > MEMORY_BYTES) {
        this.#counted.dropped_disk_rows += 1
        continue
      }
      this.#lines.push(line)
      this.#bytes += line.length
      if (this.#bytes >= WRITE_BYTES && this.#retry === undefined) this.#toDisk()
    }
    if (this.#lines.length > 0 && this.#retry === undefined) this.#turn ??= setImmediate(() => this.#toDisk())
  }

  /** Writes what waits; what the disk does not take now is lost. */
  close(): void {
    this.#toDisk()
    clearTimeout(this.#retry)
    this.#counted.dropped_disk_rows += this.#lines.length
    this.#lines = []
  }

  /** Appended rows survive a kill of this process. */
  counters(): Record<string, number> {
    return { ...this.#counted, waiting_for_disk_rows: this.#lines.length }
  }

  #toDisk(): void {
    clearImmediate(this.#turn)
    clearTimeout(this.#retry)
    this.#turn = undefined
    this.#retry = undefined
    if (this.#lines.length === 0) return
    try {
      this.#spool.append(Buffer.from(this.#lines.join('')), this.#lines.length)
    } catch {
      // A full disk may have room again soon: the sender removes what the store took.
      this.#retry = setTimeout(() => this.#toDisk(), DISK_RETRY_MS)
      return
    }
    this.#counted.spool_appended_rows += this.#lines.length
    this.#lines = []
    this.#bytes = 0
    this.#onWritten()
  }
}
