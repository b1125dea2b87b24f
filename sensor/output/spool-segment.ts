import { randomBytes } from 'node:crypto'
import { closeSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { FRAME_HEADER_BYTES, MAGIC, sealFrame } from './segment-frames.ts'

const NAME = /^([0-9a-z]{9}-[0-9a-z]{6}-[0-9a-f]{8})\.(?:open|([0-9]+)\.(?:sealed|refused))$/

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
/** Its token, and its rows unless it was not sealed yet. */
export function partsOfName(name: string): { token: string; sealed_rows: number | undefined } {
  const [, token = '', rows] = NAME.exec(name) ?? []
  return { token, sealed_rows: rows === undefined ? undefined : Number(rows) }
}
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

/** A file begins with what names its columns, so that it can be read by whoever comes later. */
export function beginningOf(header: Buffer): Buffer {
  const frame = Buffer.concat([Buffer.alloc(FRAME_HEADER_BYTES), header])
  sealFrame(frame, 0)
  return Buffer.concat([MAGIC, frame])
}

/** The file that rows are appended to: what `append` returned for survives the end of this process. */
export class OpenSegment {
  readonly token = newToken()
  readonly opened_ms = Date.now()
  rows = 0
  bytes = 0
  synced_bytes = 0
  readonly #directory: string
  readonly #beginning: Buffer
  readonly #descriptor: number

  /** `beginning` stands before the first rows. */
  constructor(directory: string, beginning: Buffer) {
    this.#directory = directory
    this.#beginning = beginning
    this.#descriptor = openSync(join(directory, openName(this.token)), 'wx', 0o600)
  }

  /** All or nothing: a disk that takes only a part is asked to forget it. */
  append(frame: Buffer, rows: number): void {
    const bytes = this.bytes === 0 ? Buffer.concat([this.#beginning, frame]) : frame
    try {
      for (let at = 0; at < bytes.length;) {
        at += writeSync(this.#descriptor, bytes, at, bytes.length - at, this.bytes + at)
      }
    } catch (error) {
      ftruncateSync(this.#descriptor, this.bytes)
      throw error
    }
    this.bytes += bytes.length
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
