import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import type { Request } from '#db/model/request.ts'
import type { Output } from './output.ts'

/** Rows that a slow reader may leave waiting in memory before rows are dropped. */
const MAX_WAITING_BYTES = 256 << 20

/** One JSON object per line, to a file (appended) or to a stream such as standard output. */
export class NdjsonOutput implements Output {
  readonly #stream: Writable
  readonly #ownsStream: boolean
  #written = 0
  #dropped = 0
  #failed = ''

  constructor(target: string | Writable) {
    this.#ownsStream = typeof target === 'string'
    this.#stream = typeof target === 'string' ? createWriteStream(target, { flags: 'a', mode: 0o600 }) : target
    // A reader that went away (EPIPE) or a full disk must not end the sensor.
    this.#stream.on('error', (error) => (this.#failed = error.message))
  }

  /** Why nothing can be written any more; empty while all is well. */
  get failure(): string {
    return this.#failed
  }

  write(requests: readonly Request[]): void {
    if (this.#failed !== '' || this.#stream.writableLength > MAX_WAITING_BYTES) {
      this.#dropped += requests.length
      return
    }
    this.#written += requests.length
    this.#stream.write(requests.map((request) => `${JSON.stringify(request)}\n`).join(''))
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#failed !== '' || this.#stream.closed) resolve()
      else if (this.#ownsStream) {
        this.#stream.once('close', resolve)
        this.#stream.end()
      } else this.#stream.write('', () => resolve())
    })
  }

  counters(): Record<string, number> {
    return { ndjson_rows: this.#written, dropped_ndjson_rows: this.#dropped }
  }
}
