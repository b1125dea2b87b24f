import { randomBytes } from 'node:crypto'
import {
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

const NAME = /^([0-9a-z]{9}-[0-9a-z]{6}-[0-9a-f]{8})\.(?:open|([0-9]+)\.(?:sealed|refused))$/
const LINE_FEED = 0x0a

/** Rows in a file on their way to the store: once sealed they never change, nor does the token that names them. */
export interface Segment {
  token: string
  rows: number
  bytes: number
  /** How often the store answered that it does not want it, and when it may be asked again. */
  refusals: number
  not_before_ms: number
  /** A try ended without an answer, or the process did: the store may have these rows. */
  uncertain: boolean
  /** The part of the file that has been forced to disk. */
  synced_bytes: number
}

export const isSegmentName = (name: string): boolean => NAME.test(name)
export const sealedName = ({ token, rows }: Segment): string => `${token}.${rows}.sealed`
export const refusedName = ({ token, rows }: Segment): string => `${token}.${rows}.refused`
export const openName = (token: string): string => `${token}.open`

let sequence = 0
/** Sorts by time, then by order within this process; the random tail keeps processes apart. */
function newToken(): string {
  const time = Date.now().toString(36).padStart(9, '0')
  const order = (sequence++ % 36 ** 6).toString(36).padStart(6, '0')
  return `${time}-${order}-${randomBytes(4).toString('hex')}`
}

/** The file that rows are appended to: what `append` returned for survives the end of this process. */
export class OpenSegment {
  readonly token = newToken()
  readonly opened_ms = Date.now()
  rows = 0
  bytes = 0
  synced_bytes = 0
  readonly #directory: string
  readonly #descriptor: number

  constructor(directory: string) {
    this.#directory = directory
    this.#descriptor = openSync(join(directory, openName(this.token)), 'wx', 0o600)
  }

  /** All or nothing: a disk that takes only a part is asked to forget it. */
  append(lines: Buffer, rows: number): void {
    try {
      for (let at = 0; at < lines.length;) {
        at += writeSync(this.#descriptor, lines, at, lines.length - at, this.bytes + at)
      }
    } catch (error) {
      ftruncateSync(this.#descriptor, this.bytes)
      throw error
    }
    this.bytes += lines.length
    this.rows += rows
  }

  seal(): Segment {
    const { token, rows, bytes, synced_bytes } = this
    const segment = { token, rows, bytes, synced_bytes, refusals: 0, not_before_ms: 0, uncertain: false }
    renameSync(join(this.#directory, openName(token)), join(this.#directory, sealedName(segment)))
    closeSync(this.#descriptor)
    return segment
  }
}

/**
 * A file of an earlier process, sealed. What a kill or a power cut left of its last lines is cut off: `torn` rows.
 * `segment` is undefined when nothing is left.
 */
export function recoverSegment(directory: string, name: string): { segment?: Segment; torn: number } {
  const path = join(directory, name)
  const [, token = '', sealed_rows] = NAME.exec(name) ?? []
  const size = statSync(path).size
  const kept =
    sealed_rows !== undefined && endsWithLine(path, size) ? { rows: Number(sealed_rows), bytes: size } : cut(path)
  const torn = kept.bytes === size ? 0 : Math.max(1, Number(sealed_rows ?? 0) - kept.rows)
  if (kept.rows === 0) {
    rmSync(path)
    return { torn }
  }
  const segment = { token, ...kept, refusals: 0, not_before_ms: 0, uncertain: false, synced_bytes: 0 }
  renameSync(path, join(directory, sealedName(segment)))
  return { segment, torn }
}

/** Cuts a file after its last whole line; zeros are what a power cut leaves of bytes that did not reach the disk. */
function cut(path: string): { rows: number; bytes: number } {
  const content = readFileSync(path)
  const zeros = content.indexOf(0)
  const whole = zeros < 0 ? content : content.subarray(0, zeros)
  const bytes = whole.lastIndexOf(LINE_FEED) + 1
  if (bytes < content.length) truncateSync(path, bytes)
  let rows = 0
  for (let at = whole.indexOf(LINE_FEED); at >= 0; at = whole.indexOf(LINE_FEED, at + 1)) rows += 1
  return { rows, bytes }
}

function endsWithLine(path: string, size: number): boolean {
  const last = Buffer.alloc(1)
  const descriptor = openSync(path, 'r')
  try {
    return readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] === LINE_FEED
  } finally {
    closeSync(descriptor)
  }
}
