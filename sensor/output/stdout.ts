import { writeSync } from 'node:fs'
import type { Request } from '#db/model/request.ts'
import { isWritable } from '#sensor/libc/is-writable.ts'
import { LineWriter, type LineTarget } from './line-writer.ts'
import type { Output } from './output.ts'

const STANDARD_OUTPUT = 1
/** PIPE_BUF: a pipe that is writable takes this much without making us wait. */
const PIECE_BYTES = 4096

const standardOutput: LineTarget = {
  write: (bytes, at) => {
    if (!isWritable(STANDARD_OUTPUT)) throw new Error('the reader of standard output does not keep up')
    return writeSync(STANDARD_OUTPUT, bytes, at, Math.min(PIECE_BYTES, bytes.length - at))
  },
  close: () => undefined,
}

/** One JSON object per line to standard output; a reader that does not keep up never makes the sensor wait. */
export class StdoutOutput implements Output {
  readonly #writer = new LineWriter({ open: () => standardOutput })

  write(rows: readonly Request[]): void {
    for (const row of rows) this.#writer.write(`${JSON.stringify(row)}\n`)
  }

  close(): Promise<void> {
    this.#writer.close()
    return Promise.resolve()
  }

  counters(): Record<string, number> {
    return {
      stdout_rows: this.#writer.rows_written,
      waiting_stdout_rows: this.#writer.rows_waiting,
      dropped_stdout_rows: this.#writer.rows_dropped,
    }
  }
}

/** The same to a reader that is waited for: a capture file can wait, and none of its rows may be lost. */
export class WaitingStdoutOutput implements Output {
  #rows = 0
  #dropped = 0
  #isClosed = false

  write(rows: readonly Request[]): void {
    for (const row of rows) {
      if (this.#isClosed) this.#dropped += 1
      else this.#writeLine(Buffer.from(`${JSON.stringify(row)}\n`))
    }
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  counters(): Record<string, number> {
    return { stdout_rows: this.#rows, dropped_stdout_rows: this.#dropped }
  }

  #writeLine(line: Buffer): void {
    for (let at = 0; at < line.length;) {
      try {
        at += writeSync(STANDARD_OUTPUT, line, at)
      } catch (error) {
        // Whoever gave us this pipe may have set it not to wait.
        if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') {
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
          continue
        }
        this.#isClosed = true
        this.#dropped += 1
        return
      }
    }
    this.#rows += 1
  }
}
