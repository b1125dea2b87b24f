import {
  CONTINUATION,
  DATA,
  FRAME_HEADER_LENGTH,
  GOAWAY,
  HEADERS,
  PRIORITY,
  PRIORITY_UPDATE,
  PUSH_PROMISE,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
} from './messages.ts'
import type { FrameHeader } from './messages.ts'

const PING = 0x6
/** Servers rarely announce more than the least value of SETTINGS_MAX_FRAME_SIZE. */
const LIKELY_MAX_FRAME = 65536
const FIXED_LENGTHS = new Map([
  [PRIORITY, 5],
  [RST_STREAM, 4],
  [PING, 8],
  [WINDOW_UPDATE, 4],
])
const ON_A_STREAM = new Set([DATA, HEADERS, PRIORITY, RST_STREAM, PUSH_PROMISE, CONTINUATION])
const ON_THE_CONNECTION = new Set([SETTINGS, PING, GOAWAY, PRIORITY_UPDATE])

/** The 9 bytes before every payload (RFC 9113 section 4.1). */
export function readFrameHeader(bytes: Buffer): FrameHeader {
  return {
    length: bytes.readUIntBE(0, 3),
    type: bytes.readUInt8(3),
    flags: bytes.readUInt8(4),
    stream_id: bytes.readUInt32BE(5) % 2 ** 31,
  }
}

/** Whether bytes from an unknown place in a stream are a row of frames: a guess, used only after a gap or a late start. */
export function looksLikeFrames(bytes: Buffer): boolean {
  let at = 0
  let frames = 0
  while (at + FRAME_HEADER_LENGTH <= bytes.length) {
    const header = readFrameHeader(bytes.subarray(at, at + FRAME_HEADER_LENGTH))
    if (!isLikely(header)) return false
    frames += 1
    at += FRAME_HEADER_LENGTH + header.length
  }
  return frames > 0
}

function isLikely({ length, type, stream_id }: FrameHeader): boolean {
  if (length > LIKELY_MAX_FRAME) return false
  const fixed = FIXED_LENGTHS.get(type)
  if (fixed !== undefined && fixed !== length) return false
  if (type === SETTINGS && length % 6 !== 0) return false
  if (ON_A_STREAM.has(type)) return stream_id !== 0
  return type === WINDOW_UPDATE || (ON_THE_CONNECTION.has(type) && stream_id === 0)
}
