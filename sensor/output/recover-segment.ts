import { closeSync, openSync, readFileSync, readSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { isFramed, MAGIC, wholeFramesOf } from './segment-frames.ts'
import { partsOfName, sealedName, type Segment } from './spool-segment.ts'

const LINE_FEED = 0x0a

/**
 * A file of an earlier process, sealed. What a kill or a power cut left of its last rows is cut off: `torn` rows.
 * `segment` is undefined when nothing is left.
 */
export function recoverSegment(directory: string, name: string): { segment?: Segment; torn: number } {
  const path = join(directory, name)
  const { token, sealed_rows } = partsOfName(name)
  const size = statSync(path).size
  const kept =
    sealed_rows !== undefined && isWholeText(path, size) ? { rows: sealed_rows, bytes: size } : cutAfterWhole(path)
  const torn = kept.bytes === size ? 0 : Math.max(1, (sealed_rows ?? 0) - kept.rows)
  if (kept.rows === 0) {
    rmSync(path)
    return { torn }
  }
  const segment = { token, ...kept, refusals: 0, not_before_ms: 0, uncertain: false, synced_bytes: 0 }
  renameSync(path, join(directory, sealedName(segment)))
  return { segment, torn }
}

function cutAfterWhole(path: string): { rows: number; bytes: number } {
  const content = readFileSync(path)
  const { rows, bytes } = isFramed(content) ? wholeFramesOf(content) : wholeLinesOf(content)
  if (bytes < content.length) truncateSync(path, bytes)
  return { rows, bytes }
}

/** Files of earlier versions are lines; zeros are what a power cut leaves of bytes that did not reach the disk. */
function wholeLinesOf(content: Buffer): { rows: number; bytes: number } {
  const zeros = content.indexOf(0)
  const whole = zeros < 0 ? content : content.subarray(0, zeros)
  let rows = 0
  for (let at = whole.indexOf(LINE_FEED); at >= 0; at = whole.indexOf(LINE_FEED, at + 1)) rows += 1
  return { rows, bytes: whole.lastIndexOf(LINE_FEED) + 1 }
}

/** A file of lines that ends with one; of frames only a look at all tells. */
function isWholeText(path: string, size: number): boolean {
  const descriptor = openSync(path, 'r')
  const [start, last] = [Buffer.alloc(MAGIC.length), Buffer.alloc(1)]
  try {
    const isText = !isFramed(start.subarray(0, readSync(descriptor, start, 0, MAGIC.length, 0)))
    return isText && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] === LINE_FEED
  } finally {
    closeSync(descriptor)
  }
}
