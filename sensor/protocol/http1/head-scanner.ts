import { MAX_HEAD_LENGTH } from '../exchange.ts'

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const FRAMING_HEADER = /^(?:content-length|transfer-encoding|upgrade)[ \t]*:/i
const MAX_FRAMING_LINE = 256
const MAX_FRAMING_LINES = 4096
/** A line that begins here may end beyond what is kept. */
const WATCH_FROM = MAX_HEAD_LENGTH - MAX_FRAMING_LINE

/** Finds the empty line that ends a head, over any number of pieces, looking at each byte once. */
export class HeadScanner {
  /** Line ends seen after the first byte that is not one. */
  lines = 0
  #length = 0
  #lineLength = 0
  #lineIsBlank = true
  #lineStart = ''
  /** Headers that say where the body ends, from the last kept ones on. */
  framingLines = ''

  /** The head is longer than is kept. */
  get overflowed(): boolean {
    return this.#length > MAX_HEAD_LENGTH
  }

  get heldBytes(): number {
    return this.#lineStart.length + this.framingLines.length
  }

  /** Index after the head's end, or -1 when it lies further on. */
  push(bytes: Buffer, from: number): number {
    let at = from
    while (at < bytes.length) {
      const lineFeed = bytes.indexOf(LINE_FEED, at)
      const stop = lineFeed < 0 ? bytes.length : lineFeed
      this.#continueLine(bytes, at, stop)
      if (lineFeed < 0) return -1
      this.#length += 1
      at = lineFeed + 1
      if (this.#endLine()) return at
    }
    return -1
  }

  #continueLine(bytes: Buffer, at: number, stop: number): void {
    const added = stop - at
    if (added === 0) return
    if (!(this.#lineLength === 0 && added === 1 && bytes[at] === CARRIAGE_RETURN)) this.#lineIsBlank = false
    const continues = this.#lineLength === 0 || this.#lineStart !== ''
    this.#lineLength += added
    this.#length += added
    if (continues && this.#length > WATCH_FROM && this.#lineStart.length < MAX_FRAMING_LINE) {
      this.#lineStart += bytes.toString('latin1', at, Math.min(stop, at + MAX_FRAMING_LINE))
    }
  }

  /** Whether this line ended the head; empty lines before the first line do not (RFC 9112 section 2.2). */
  #endLine(): boolean {
    const blank = this.#lineIsBlank
    if (FRAMING_HEADER.test(this.#lineStart) && this.framingLines.length < MAX_FRAMING_LINES) {
      this.framingLines += `${this.#lineStart.slice(0, MAX_FRAMING_LINE)}\n`
    }
    this.#lineLength = 0
    this.#lineIsBlank = true
    this.#lineStart = ''
    if (blank) return this.lines > 0
    this.lines += 1
    return false
  }
}
