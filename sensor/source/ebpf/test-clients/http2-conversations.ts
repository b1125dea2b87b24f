import type { Conversation } from './conversations.ts'
import { blockOf, DATA, END_HEADERS, END_STREAM, frame, HEADERS, headFramesOf, OPENING } from './http2-frames.ts'

const FRAME_BYTES_MAX = 16_384

function fields(method: string, path: string, more: readonly [string, string][] = []): [string, string][] {
  return [[':method', method], [':path', path], [':scheme', 'https'], [':authority', 'server.test'], ...more]
}

/** The frames in a stream of bytes, as far as they came whole. */
function framesOf(bytes: Buffer): { type: number; flags: number; stream: number }[] {
  const frames = []
  for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3))
    if (at + 9 + bytes.readUIntBE(at, 3) <= bytes.length)
      frames.push({ type: bytes.readUInt8(at + 3), flags: bytes.readUInt8(at + 4), stream: bytes.readUInt32BE(at + 5) })
  return frames
}

const answers = (count: number) => (received: Buffer) =>
  framesOf(received).filter(({ type, flags }) => (type === HEADERS || type === DATA) && (flags & END_STREAM) !== 0)
    .length >= count

const streams = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) =>
    Buffer.concat(headFramesOf(fields('GET', `/${index}`, [['x-number', String(index)]]), 2 * index + 1)),
  )

/** A head over several frames; the first one is padded and has a priority. */
function longHead(stream: number, length: number): Buffer[] {
  const long = Array.from({ length: length / 1000 }, (_, index): [string, string] => [
    `x-long-${index}`,
    String(index % 10).repeat(980),
  ])
  return headFramesOf(fields('GET', '/long', long), stream, true)
}

const post = (stream: number): Buffer[] => [
  frame(
    HEADERS,
    END_HEADERS,
    stream,
    blockOf(fields('POST', '/upload', [['content-length', String(2 * FRAME_BYTES_MAX)]])),
  ),
  frame(DATA, 0, stream, Buffer.alloc(FRAME_BYTES_MAX, 'b')),
  frame(DATA, END_STREAM, stream, Buffer.alloc(FRAME_BYTES_MAX, 'b')),
]

export const HTTP2_CONVERSATIONS: readonly Conversation[] = [
  { name: '60 streams at once', pieces: [OPENING, Buffer.concat(streams(60))], inTurn: false, isEnough: answers(60) },
  { name: '60 streams one by one', pieces: [OPENING, ...streams(60)], inTurn: false, isEnough: answers(60) },
  {
    name: '30 KB of headers over CONTINUATION, padded, with priority',
    pieces: [OPENING, ...longHead(1, 30_000), ...longHead(3, 30_000)],
    inTurn: false,
    isEnough: answers(2),
  },
  { name: 'a body', pieces: [OPENING, ...post(1), ...streams(3).slice(1)], inTurn: false, isEnough: answers(3) },
]
