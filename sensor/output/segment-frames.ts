import { crc32 } from 'node:zlib'

/** How a file of typed rows begins; no line of JSON does. The last byte is the version of the framing. */
export const MAGIC = Buffer.from('vigie\0\0\x01', 'latin1')
/** Length of the content, its rows, and a checksum over both numbers and the content; each of four bytes, little-endian. */
export const FRAME_HEADER_BYTES = 12
const NUMBERS_BYTES = 8

/** Fills in the header of a frame: `frame` is room for it and the content behind. */
export function sealFrame(frame: Buffer, rows: number): void {
  frame.writeUInt32LE(frame.length - FRAME_HEADER_BYTES, 0)
  frame.writeUInt32LE(rows, 4)
  frame.writeUInt32LE(checksumOf(frame), NUMBERS_BYTES)
}

export const isFramed = (content: Buffer): boolean =>
  content.length > 0 && content.subarray(0, MAGIC.length).equals(MAGIC.subarray(0, content.length))

interface WholeFrames {
  /** Of the file, up to the end of the last whole frame. */
  bytes: number
  rows: number
  /** Of each frame in order; the first is what stands before the rows. */
  contents: Buffer[]
}

/** The frames of a file up to the first that is not as it was written. */
export function wholeFramesOf(content: Buffer): WholeFrames {
  const whole: WholeFrames = { bytes: 0, rows: 0, contents: [] }
  for (let at = MAGIC.length; at + FRAME_HEADER_BYTES <= content.length;) {
    const end = at + FRAME_HEADER_BYTES + content.readUInt32LE(at)
    const frame = content.subarray(at, end)
    if (end > content.length || checksumOf(frame) !== frame.readUInt32LE(NUMBERS_BYTES)) break
    whole.rows += frame.readUInt32LE(4)
    whole.contents.push(frame.subarray(FRAME_HEADER_BYTES))
    whole.bytes = end
    at = end
  }
  return whole
}

function checksumOf(frame: Buffer): number {
  return crc32(frame.subarray(FRAME_HEADER_BYTES), crc32(frame.subarray(0, NUMBERS_BYTES)))
}
