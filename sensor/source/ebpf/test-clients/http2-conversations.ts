import type { Conversation } from './conversations.ts'

/** Frame types and flags (RFC 9113 section 6). */
const DATA = 0
const HEADERS = 1
const SETTINGS = 4
const CONTINUATION = 9
const END_STREAM = 1
const END_HEADERS = 4
const PADDED = 8
const PRIORITY = 0x20
const FRAME_BYTES_MAX = 16_384

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(9)
  header.writeUIntBE(payload.length, 0, 3)
  header.writeUInt8(type, 3)
  header.writeUInt8(flags, 4)
  header.writeUInt32BE(stream, 5)
  return Buffer.concat([header, payload])
}

/** An HPACK string of its own octets (RFC 7541 section 5.2). */
function text(value: string): Buffer {
  const length: number[] = []
  for (let rest = value.length - 127; value.length >= 127; rest >>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest)
    if (rest <= 127) break
  }
  return Buffer.concat([Buffer.from([Math.min(127, value.length), ...length]), Buffer.from(value, 'latin1')])
}

/** A literal field without indexing (RFC 7541 section 6.2.2). */
const field = (name: string, value: string): Buffer => Buffer.concat([Buffer.from([0]), text(name), text(value)])

function fields(method: string, path: string, more: readonly [string, string][] = []): Buffer {
  const all: [string, string][] = [
    [':method', method],
    [':path', path],
    [':scheme', 'https'],
    [':authority', 'server.test'],
    ...more,
  ]
  return Buffer.concat(all.map(([name, value]) => field(name, value)))
}

const BEGIN = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(SETTINGS, 0, 0, Buffer.alloc(0))])

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
    frame(HEADERS, END_HEADERS | END_STREAM, 2 * index + 1, fields('GET', `/${index}`, [['x-number', String(index)]])),
  )

/** A head over several frames; the first one is padded and has a priority. */
function longHead(stream: number, length: number): Buffer[] {
  const long: [string, string][] = Array.from({ length: length / 1000 }, (_, index) => [
    `x-long-${index}`,
    String(index % 10).repeat(980),
  ])
  const block = fields('GET', '/long', long)
  const pieces = Array.from({ length: Math.ceil(block.length / 8000) }, (_, index) =>
    block.subarray(index * 8000, (index + 1) * 8000),
  )
  return pieces.map((piece, index) => {
    const flags = index === pieces.length - 1 ? END_HEADERS : 0
    if (index > 0) return frame(CONTINUATION, flags, stream, piece)
    const payload = Buffer.concat([Buffer.from([7, 0, 0, 0, 0, 15]), piece, Buffer.alloc(7)])
    return frame(HEADERS, flags | END_STREAM | PADDED | PRIORITY, stream, payload)
  })
}

const post = (stream: number): Buffer[] => [
  frame(HEADERS, END_HEADERS, stream, fields('POST', '/upload', [['content-length', String(2 * FRAME_BYTES_MAX)]])),
  frame(DATA, 0, stream, Buffer.alloc(FRAME_BYTES_MAX, 'b')),
  frame(DATA, END_STREAM, stream, Buffer.alloc(FRAME_BYTES_MAX, 'b')),
]

export const HTTP2_CONVERSATIONS: readonly Conversation[] = [
  { name: '60 streams at once', pieces: [BEGIN, Buffer.concat(streams(60))], inTurn: false, isEnough: answers(60) },
  { name: '60 streams one by one', pieces: [BEGIN, ...streams(60)], inTurn: false, isEnough: answers(60) },
  {
    name: '30 KB of headers over CONTINUATION, padded, with priority',
    pieces: [BEGIN, ...longHead(1, 30_000), ...longHead(3, 30_000)],
    inTurn: false,
    isEnough: answers(2),
  },
  { name: 'a body', pieces: [BEGIN, ...post(1), ...streams(3).slice(1)], inTurn: false, isEnough: answers(3) },
]
