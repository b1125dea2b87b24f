import { MAX_HEAD_LENGTH } from '../exchange.ts'
import type { RawHeader } from '../exchange.ts'
import { GrowingBytes } from '../growing-bytes.ts'
import { ChunkedBody } from './chunked-body.ts'
import { HeadScanner } from './head-scanner.ts'
import type { BodyFraming, Http1Head } from './messages.ts'
import { parseHead, parseHeaderLines } from './parse.ts'

type MessageKind = 'request' | 'response'

export interface Http1StreamSink {
  /** Says how the body is framed; `beyond` holds framing headers that lie past what is kept. */
  onHead: (head: Http1Head, truncated: boolean, beyond: readonly RawHeader[]) => BodyFraming
  /** The message is over; -1 body bytes when a gap hid some of them. */
  onEnd: (body_bytes: number, kind: MessageKind) => void
  /** Bytes of what the connection became, valid only during the call. */
  onOpaque: (offset: number, bytes: Buffer, kind: MessageKind) => void
  count: (counter: string, kind: MessageKind) => void
}

type State =
  | { kind: 'head' }
  | { kind: 'length'; left: number; body_bytes: number }
  | { kind: 'chunked'; body: ChunkedBody }
  | { kind: 'until_close'; body_bytes: number }
  | { kind: 'opaque' }
  /** Looking for something like a head; `candidate` is the start of a line that may become one. */
  | { kind: 'searching'; candidate: string | undefined }

const HEAD_LIKE = {
  request: /^(?:[A-Z][A-Z-]{2,19} [/h*]|CONNECT [\w[])/,
  response: /^HTTP\/1\.[01] \d\d\d/,
}
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const CANDIDATE_LENGTH = 32
const VERSION_START = Buffer.from(' HTTP/1.', 'latin1')
const SIMPLE_REQUEST = /^\s*GET [^\s]+\r?\n$/
const MAX_SIMPLE_REQUEST = 2048

/** Whether ` HTTP/1.` and two bytes stand before this line feed, as in nearly every request. */
function endsWithVersion(bytes: Buffer, lineFeed: number): boolean {
  const start = lineFeed - 2 - VERSION_START.length
  if (start < 0) return false
  for (let at = 0; at < VERSION_START.length; at += 1) if (bytes[start + at] !== VERSION_START[at]) return false
  return true
}

/** One direction of an HTTP/1 connection, fed in any pieces; bodies are walked over, never stored. */
export class Http1Stream {
  readonly #kind: MessageKind
  readonly #sink: Http1StreamSink
  readonly #head = new GrowingBytes(MAX_HEAD_LENGTH)
  /** Only while a head is being collected: most connections are idle between requests. */
  #scanner: HeadScanner | undefined
  #state: State
  #offset: number
  /** First seen in the middle, and no whole head since. */
  #isLate: boolean
  /** The head being collected was found by its looks: a body may hold such lines. */
  #isGuess = false

  /** `offset` is where the stream is first seen: past 0 it may be in the middle of anything. */
  constructor(kind: MessageKind, offset: number, sink: Http1StreamSink) {
    this.#kind = kind
    this.#sink = sink
    this.#offset = offset
    this.#isLate = offset > 0
    this.#state = offset === 0 ? { kind: 'head' } : { kind: 'searching', candidate: '' }
  }

  /** Memory held for what is not told yet. */
  get heldBytes(): number {
    return this.#head.heldBytes + (this.#scanner?.heldBytes ?? 0)
  }

  push(offset: number, bytes: Uint8Array): void {
    if (offset > this.#offset) this.#gap(offset - this.#offset)
    const known = Math.max(0, this.#offset - offset)
    if (known >= bytes.length) return
    this.#offset = offset + bytes.length
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = known
    while (at < buffer.length) at = this.#step(buffer, at)
  }

  /** The other direction learnt that no HTTP/1 follows; what was held as the start of a head belongs to what does. */
  becomeOpaque(): void {
    const held = this.#heldBytes()
    this.#resetHead()
    this.#state = { kind: 'opaque' }
    if (held.length > 0) this.#sink.onOpaque(this.#offset - held.length, held, this.#kind)
  }

  /** The connection is over: a head that never ended is not a request, only counted. */
  finish(): void {
    if (this.#state.kind === 'head' && this.#head.length > 0) this.#sink.count('incomplete_http1_heads', this.#kind)
    else if (this.#state.kind === 'until_close') this.#sink.onEnd(this.#state.body_bytes, this.#kind)
    this.#resetHead()
    this.#state = { kind: 'opaque' }
  }

  #heldBytes(): Buffer {
    if (this.#state.kind === 'head') return Buffer.from(this.#head.view())
    return Buffer.from(this.#state.kind === 'searching' ? (this.#state.candidate ?? '') : '', 'latin1')
  }

  #step(bytes: Buffer, at: number): number {
    const state = this.#state
    switch (state.kind) {
      case 'head':
        return this.#collectHead(bytes, at)
      case 'length': {
        const taken = Math.min(state.left, bytes.length - at)
        state.left -= taken
        if (state.left === 0) this.#endMessage(state.body_bytes)
        return at + taken
      }
      case 'chunked': {
        const next = state.body.push(bytes, at)
        if (state.body.state === 'ended') this.#endMessage(state.body.body_bytes)
        else if (state.body.state === 'malformed') this.#lose('malformed_http1')
        return next
      }
      case 'until_close':
        if (state.body_bytes >= 0) state.body_bytes += bytes.length - at
        return bytes.length
      case 'opaque':
        this.#sink.onOpaque(this.#offset - (bytes.length - at), bytes.subarray(at), this.#kind)
        return bytes.length
      case 'searching':
        return this.#search(state, bytes, at)
    }
  }

  #collectHead(bytes: Buffer, from: number): number {
    let at = from
    // Empty lines before a head are no part of it (RFC 9112 section 2.2).
    if (this.#head.length === 0) while (bytes[at] === LINE_FEED || bytes[at] === CARRIAGE_RETURN) at += 1
    if (at === bytes.length) return at
    const scanner = (this.#scanner ??= new HeadScanner())
    if (scanner.lines === 0 && this.#kind === 'request') {
      const lineFeed = bytes.indexOf(LINE_FEED, at)
      if (lineFeed >= 0 && !endsWithVersion(bytes, lineFeed))
        return this.#collectOddLine(scanner, bytes, at, lineFeed + 1)
    }
    const end = scanner.push(bytes, at)
    const stop = end < 0 ? bytes.length : end
    if (this.#head.length === 0 && end >= 0 && end - at <= MAX_HEAD_LENGTH) {
      this.#handHead(scanner, bytes.toString('latin1', at, end))
      return stop
    }
    this.#head.append(bytes.subarray(at, stop))
    if (end >= 0) this.#handHead(scanner, this.#head.view().toString('latin1'))
    return stop
  }

  /** `GET /path` and a line end is all of an HTTP/0.9 request, whatever follows. */
  #collectOddLine(scanner: HeadScanner, bytes: Buffer, at: number, end: number): number {
    const line = bytes.subarray(at, end)
    scanner.push(line, 0)
    this.#head.append(line)
    if (scanner.lines === 1 && this.#head.length <= MAX_SIMPLE_REQUEST) {
      const text = this.#head.view().toString('latin1')
      if (SIMPLE_REQUEST.test(text)) this.#handHead(scanner, text)
    }
    return end
  }

  #handHead(scanner: HeadScanner, text: string): void {
    const { overflowed, framingLines } = scanner
    const parsed = parseHead(this.#kind, text.trimStart(), overflowed)
    this.#resetHead()
    if (parsed.state !== 'complete') {
      this.#lose('malformed_http1')
      return
    }
    this.#isLate = false
    this.#isGuess = false
    const beyond = overflowed ? parseHeaderLines(framingLines, 0) : []
    this.#startBody(this.#sink.onHead(parsed.value, overflowed, beyond))
  }

  /** Tells what is known of a head whose end is missing, and what the gap counts as. */
  #handCutHead(): string {
    const parsed = parseHead(this.#kind, this.#head.view().toString('latin1').trimStart(), true)
    const isWritten = (this.#scanner?.lines ?? 0) > 0 && parsed.state === 'complete'
    // Found by its looks, only a whole first line makes it a head.
    if (isWritten && (!this.#isGuess || parsed.value.http_version !== '')) {
      this.#sink.onHead(parsed.value, true, [])
      if (this.#kind === 'request') return 'dropped_http1_gaps'
      // Of an answer only the beginning is read, which has the status.
      this.#sink.onEnd(-1, this.#kind)
      return 'ignored_http1_gaps'
    }
    if (this.#isGuess) return this.#isLate ? 'ignored_http1_late_gaps' : 'ignored_http1_gaps'
    this.#sink.count('dropped_incomplete_http1_heads', this.#kind)
    return 'dropped_http1_gaps'
  }

  #resetHead(): void {
    this.#head.clear()
    this.#scanner = undefined
  }

  #startBody(framing: BodyFraming): void {
    if (framing.kind === 'length' && framing.length > 0) {
      this.#state = { kind: 'length', left: framing.length, body_bytes: framing.length }
    } else if (framing.kind === 'chunked') this.#state = { kind: 'chunked', body: new ChunkedBody() }
    else if (framing.kind === 'until_close') this.#state = { kind: 'until_close', body_bytes: 0 }
    else if (framing.kind === 'unknown') {
      this.#state = { kind: 'searching', candidate: '' }
      this.#sink.onEnd(-1, this.#kind)
    } else this.#endMessage(0, framing.kind === 'opaque' ? 'opaque' : 'head')
  }

  #endMessage(body_bytes: number, next: 'head' | 'opaque' = 'head'): void {
    this.#state = { kind: next }
    this.#sink.onEnd(body_bytes, this.#kind)
  }

  #lose(counter: string): void {
    this.#sink.count(counter, this.#kind)
    this.#resetHead()
    this.#state = { kind: 'searching', candidate: '' }
  }

  /**
   * Lost is what was owed: a request's head, or what lies between two messages. Bodies are left out by the kernel on purpose,
   * chunks of them with the lines between, and so is the end of a long answer's head.
   */
  #gap(length: number): void {
    const state = this.#state
    this.#offset += length
    if (state.kind === 'searching' && this.#isLate) this.#sink.count('ignored_http1_late_gaps', this.#kind)
    if (state.kind === 'opaque' || state.kind === 'searching') return
    if (state.kind === 'length' && state.left >= length) {
      state.left -= length
      if (state.left === 0) this.#endMessage(state.body_bytes)
    } else if (state.kind === 'chunked' && state.body.skip(length)) return
    else if (state.kind === 'until_close') state.body_bytes = -1
    else if (state.kind === 'head' && this.#head.length > 0) this.#lose(this.#handCutHead())
    else {
      if (state.kind !== 'head') this.#sink.onEnd(-1, this.#kind)
      this.#lose(state.kind === 'chunked' ? 'ignored_http1_gaps' : 'dropped_http1_gaps')
    }
  }

  /** Starts again where a line, or a read, begins like a head. */
  #search(state: { candidate: string | undefined }, bytes: Buffer, from: number): number {
    if (
      state.candidate === undefined &&
      HEAD_LIKE[this.#kind].test(bytes.toString('latin1', from, from + CANDIDATE_LENGTH))
    ) {
      state.candidate = ''
    }
    let at = from
    while (at < bytes.length) {
      if (state.candidate === undefined) {
        const lineFeed = bytes.indexOf(LINE_FEED, at)
        if (lineFeed < 0) return bytes.length
        at = lineFeed + 1
        state.candidate = ''
        continue
      }
      const known = state.candidate.length
      const text = state.candidate + bytes.toString('latin1', at, at + CANDIDATE_LENGTH - known)
      if (HEAD_LIKE[this.#kind].test(text)) {
        this.#state = { kind: 'head' }
        this.#isGuess = true
        this.#collectHead(Buffer.from(text.slice(0, known), 'latin1'), 0)
        return at
      }
      const undecided = text.length < CANDIDATE_LENGTH && !text.includes('\n')
      state.candidate = undecided ? text : undefined
      if (undecided) return bytes.length
    }
    return bytes.length
  }
}
