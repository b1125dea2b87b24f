import { closeSync, constants, fstatSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import type { Request } from '#db/model/request.ts'
import { log, reasonOf } from '#sensor/service-log.ts'
import { LineWriter, type LineTarget } from './line-writer.ts'
import type { Output } from './output.ts'

interface Rotation {
  /** The file is put aside before it grows beyond this; 0: never. */
  max_bytes: number
  /** Files put aside that are kept, `PATH.1` the youngest. */
  keep: number
}

const NEWLINE = 0x0a

/** One JSON object per line, appended to a file that is put aside when it is large. */
export class FileOutput implements Output {
  readonly #path: string
  readonly #rotation: Rotation
  readonly #writer: LineWriter
  #rotations = 0
  #failures = 0

  constructor(path: string, rotation: Rotation) {
    this.#path = path
    this.#rotation = rotation
    this.#writer = new LineWriter({
      open: () => openForLines(path),
      beforeWrite: (length) => this.#rotateFor(length),
      ...(rotation.max_bytes === 0 ? {} : { chunk_bytes: rotation.max_bytes }),
    })
  }

  write(rows: readonly Request[]): void {
    for (const row of rows) this.#writer.write(`${JSON.stringify(row)}\n`)
  }

  /** For logrotate: what was moved away is let go. */
  reopen(): void {
    this.#writer.reopen()
  }

  close(): Promise<void> {
    this.#writer.close()
    return Promise.resolve()
  }

  counters(): Record<string, number> {
    return {
      file_rows: this.#writer.rows_written,
      file_rotations: this.#rotations,
      failed_file_rotations: this.#failures,
      waiting_file_rows: this.#writer.rows_waiting,
      dropped_file_rows: this.#writer.rows_dropped,
    }
  }

  #rotateFor(length: number): void {
    const { max_bytes, keep } = this.#rotation
    const size = max_bytes === 0 ? 0 : (statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0)
    if (size === 0 || size + length <= max_bytes) return
    try {
      this.#writer.reopen()
      rmSync(`${this.#path}.${keep}`, { force: true })
      for (let age = keep - 1; age >= 1; age -= 1) renameIfThere(`${this.#path}.${age}`, `${this.#path}.${age + 1}`)
      if (keep === 0) rmSync(this.#path)
      else renameSync(this.#path, `${this.#path}.1`)
      this.#rotations += 1
    } catch (error) {
      // Too large a file is better than a lost row.
      if (this.#failures === 0) log(`${this.#path} cannot be put aside: ${reasonOf(error)}`)
      this.#failures += 1
    }
  }
}

function renameIfThere(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to)
}

/** Appends; a line that a killed process left unfinished is ended first. A pipe that nobody reads is refused, not waited for. */
function openForLines(path: string): LineTarget {
  const { O_APPEND, O_CREAT, O_NONBLOCK, O_RDWR, O_WRONLY } = constants
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? true
  const fd = openSync(path, (isFile ? O_RDWR : O_WRONLY) | O_APPEND | O_CREAT | O_NONBLOCK, 0o600)
  try {
    const { size } = fstatSync(fd)
    const last = new Uint8Array([NEWLINE])
    if (isFile && size > 0) readSync(fd, last, 0, 1, size - 1)
    if (last[0] !== NEWLINE) writeSync(fd, '\n')
    return { write: (bytes, at) => writeSync(fd, bytes, at), close: () => closeSync(fd) }
  } catch (error) {
    closeSync(fd)
    throw error
  }
}
