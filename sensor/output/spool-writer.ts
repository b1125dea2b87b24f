import type { Request } from '#db/model/request.ts'
import type { Repeated } from './output.ts'
import { FRAME_HEADER_BYTES, sealFrame } from './segment-frames.ts'
import type { Spool } from './spool.ts'
import { ByteWriter } from './typed/byte-writer.ts'
import { encodeRow } from './typed/row-encoder.ts'

/** Rows are joined up to this size before they are written, within one turn of the event loop. */
const WRITE_BYTES = 262_144
/** Rows that wait for a disk that takes none; beyond it the newest are dropped and counted. */
const MEMORY_BYTES = 16 * 1_048_576
const DISK_RETRY_MS = 250

/** Rows to the spool's open file in the turn of the event loop in which they came. */
export class SpoolWriter {
  readonly #spool: Spool
  readonly #onWritten: () => void
  /** The frame that rows are added to. */
  readonly #frame = new ByteWriter(2 * WRITE_BYTES)
  #rows = 0
  /** Frames that the disk did not take, oldest first. */
  #waiting: { frame: Buffer; rows: number }[] = []
  #waitingBytes = 0
  #turn: NodeJS.Immediate | undefined
  #retry: NodeJS.Timeout | undefined
  readonly #counted = { spool_appended_rows: 0, dropped_disk_rows: 0 }

  constructor(spool: Spool, onWritten: () => void) {
    this.#spool = spool
    this.#onWritten = onWritten
    this.#beginFrame()
  }

  /** Each row is encoded now: the caller may reuse its objects afterwards. */
  write(requests: readonly Request[], connection?: Repeated): void {
    for (const request of requests) {
      if (this.#waitingBytes + this.#frame.length > MEMORY_BYTES) {
        this.#counted.dropped_disk_rows += 1
        continue
      }
      encodeRow(this.#frame, request, connection)
      this.#rows += 1
      if (this.#frame.length < WRITE_BYTES) continue
      if (this.#retry === undefined) this.#toDisk()
      else this.#keepFrame()
    }
    if (this.#rows > 0 && this.#retry === undefined) this.#turn ??= setImmediate(() => this.#toDisk())
  }

  /** Writes what waits; what the disk does not take now is lost. */
  close(): void {
    this.#toDisk()
    clearTimeout(this.#retry)
    this.#counted.dropped_disk_rows += this.#rowsWaiting()
    this.#waiting = []
  }

  /** Appended rows survive a kill of this process. */
  counters(): Record<string, number> {
    return { ...this.#counted, waiting_for_disk_rows: this.#rowsWaiting() + this.#rows }
  }

  #toDisk(): void {
    clearImmediate(this.#turn)
    clearTimeout(this.#retry)
    this.#turn = undefined
    this.#retry = undefined
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (!this.#append(next.frame, next.rows)) {
        this.#keepFrame()
        return
      }
      this.#waiting.shift()
      this.#waitingBytes -= next.frame.length
    }
    if (this.#rows === 0) return
    const frame = this.#frame.view()
    sealFrame(frame, this.#rows)
    if (this.#append(frame, this.#rows)) this.#beginFrame()
    else this.#keepFrame()
  }

  /** A full disk may have room again soon: the sender removes what the store took. */
  #append(frame: Buffer, rows: number): boolean {
    try {
      this.#spool.append(frame, rows)
    } catch {
      this.#retry = setTimeout(() => this.#toDisk(), DISK_RETRY_MS)
      return false
    }
    this.#counted.spool_appended_rows += rows
    this.#onWritten()
    return true
  }

  #beginFrame(): void {
    this.#rows = 0
    this.#frame.length = 0
    this.#frame.skip(FRAME_HEADER_BYTES)
  }

  /** Its rows wait behind those that wait already. */
  #keepFrame(): void {
    if (this.#rows === 0) return
    const frame = Buffer.from(this.#frame.view())
    sealFrame(frame, this.#rows)
    this.#waiting.push({ frame, rows: this.#rows })
    this.#waitingBytes += frame.length
    this.#beginFrame()
  }

  #rowsWaiting(): number {
    return this.#waiting.reduce((sum, { rows }) => sum + rows, 0)
  }
}
