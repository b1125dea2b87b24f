/** Lines are joined up to this size before they are written, within one turn of the event loop. */
const CHUNK_BYTES = 256 << 10
/** Lines that wait for a target that takes none; beyond it the newest are dropped and counted. */
const MEMORY_BYTES = 32 << 20
const FIRST_RETRY_MS = 2
const LAST_RETRY_MS = 500
const NEWLINE = 0x0a

export interface LineTarget {
  /** How many bytes from `at` on were taken; never waits, but throws when the target takes none. */
  write: (bytes: Buffer, at: number) => number
  close: () => void
}

interface Options {
  open: () => LineTarget
  /** Called between two lines, before `length` more bytes are written. */
  beforeWrite?: (length: number) => void
  /** Lines are joined only up to this size. */
  chunk_bytes?: number
}

/** Whole lines to a target; what it does not take now is tried again, within a bound of memory. */
export class LineWriter {
  readonly #options: Options
  #target: LineTarget | undefined
  #lines: string[] = []
  #waitingBytes = 0
  #chunk: { bytes: Buffer; at: number; rows: number } | undefined
  #turn: NodeJS.Immediate | undefined
  #retry: NodeJS.Timeout | undefined
  #retry_ms = FIRST_RETRY_MS
  rows_written = 0
  rows_dropped = 0
  /** Why the last attempt failed; empty while all is well. */
  failure = ''

  constructor(options: Options) {
    this.#options = options
  }

  get rows_waiting(): number {
    return this.#lines.length + (this.#chunk?.rows ?? 0)
  }

  write(line: string): void {
    if (this.#waitingBytes + line.length > MEMORY_BYTES) {
      this.rows_dropped += 1
      return
    }
    this.#lines.push(line)
    this.#waitingBytes += line.length
    if (this.#retry !== undefined) return
    if (this.#waitingBytes >= CHUNK_BYTES) this.flush()
    else this.#turn ??= setImmediate(() => this.flush())
  }

  /** The next line goes to what is opened anew; a line that was written in part is written whole again. */
  reopen(): void {
    if (this.#chunk !== undefined) {
      const { bytes, at } = this.#chunk
      this.#chunk.at = at === 0 ? 0 : bytes.lastIndexOf(NEWLINE, at - 1) + 1
    }
    this.#target?.close()
    this.#target = undefined
  }

  /** Writes what waits as far as the target takes it. */
  flush(): void {
    clearImmediate(this.#turn)
    clearTimeout(this.#retry)
    this.#turn = undefined
    this.#retry = undefined
    try {
      for (let chunk = this.#nextChunk(); chunk !== undefined; chunk = this.#nextChunk()) this.#writeChunk(chunk)
      this.failure = ''
      this.#retry_ms = FIRST_RETRY_MS
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error)
      this.#retry = setTimeout(() => this.flush(), this.#retry_ms)
      this.#retry_ms = Math.min(this.#retry_ms * 2, LAST_RETRY_MS)
    }
  }

  /** What the target does not take now is lost, and counted. */
  close(): void {
    this.flush()
    clearTimeout(this.#retry)
    this.rows_dropped += this.rows_waiting
    this.#lines = []
    this.#chunk = undefined
    this.#target?.close()
    this.#target = undefined
  }

  #nextChunk() {
    if (this.#chunk !== undefined || this.#lines.length === 0) return this.#chunk
    let length = 0
    let rows = 0
    const most = Math.min(this.#options.chunk_bytes ?? CHUNK_BYTES, CHUNK_BYTES)
    for (const line of this.#lines) {
      if (rows > 0 && length + line.length > most) break
      length += line.length
      rows += 1
    }
    const lines = this.#lines.splice(0, rows)
    this.#waitingBytes -= length
    this.#chunk = { bytes: Buffer.from(lines.join('')), at: 0, rows }
    return this.#chunk
  }

  #writeChunk(chunk: { bytes: Buffer; at: number; rows: number }): void {
    if (chunk.at === 0) this.#options.beforeWrite?.(chunk.bytes.length)
    this.#target ??= this.#options.open()
    while (chunk.at < chunk.bytes.length) chunk.at += this.#target.write(chunk.bytes, chunk.at)
    this.rows_written += chunk.rows
    this.#chunk = undefined
    this.#retry_ms = FIRST_RETRY_MS
  }
}
