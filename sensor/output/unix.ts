import type { Request } from '#db/model/request.ts'
import { DatagramSender } from '#sensor/libc/datagram-sender.ts'
import type { Output } from './output.ts'
import { sentinelRecordOf } from './sentinel-record.ts'

/** Connections that were told before their first request, so that they are not told again with it. */
const TOLD_MAX = 10_000

/** One datagram per connection, in ja4sentinel's format, to whoever listens at a path. */
export class UnixOutput implements Output {
  readonly #sender: DatagramSender
  readonly #told = new Set<string>()
  readonly #counters = { unix_datagrams: 0, dropped_unix_absent: 0, dropped_unix_full: 0, dropped_unix_refused: 0 }

  constructor(path: string) {
    this.#sender = new DatagramSender(path)
  }

  write(rows: readonly Request[]): void {
    for (const row of rows) if (this.#isFirst(row)) this.#send(row)
  }

  close(): Promise<void> {
    this.#sender.close()
    return Promise.resolve()
  }

  counters(): Record<string, number> {
    return this.#counters
  }

  /** The first row of a connection: its first request, or its own when it had none by then. */
  #isFirst(row: Request): boolean {
    if (row.type === 'connection') {
      if (row.connection_requests > 0) return false
      this.#told.add(row.conn_id)
      for (const oldest of this.#told) {
        if (this.#told.size <= TOLD_MAX) break
        this.#told.delete(oldest)
      }
      return true
    }
    return row.keepalives === 1 && !this.#told.delete(row.conn_id)
  }

  #send(row: Request): void {
    const outcome = this.#sender.send(Buffer.from(JSON.stringify(sentinelRecordOf(row))))
    if (outcome === 'sent') this.#counters.unix_datagrams += 1
    else this.#counters[`dropped_unix_${outcome}`] += 1
  }
}
