/** What to write, piece by piece; the last request closes the connection. */
export interface Conversation {
  name: string
  pieces: readonly Buffer[]
  /** Wait for an answer after each piece. */
  inTurn: boolean
  /** When true of what came, the client ends the connection: where no request can ask the server to. */
  isEnough?: (received: Buffer) => boolean
}

export function request(path: string, headers: readonly string[] = []): string {
  return [`GET ${path} HTTP/1.1`, 'Host: server.test', ...headers, '', ''].join('\r\n')
}

function cut(text: string, length: number): Buffer[] {
  const bytes = Buffer.from(text, 'latin1')
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  )
}

function manyHeaders(length: number): string[] {
  return Array.from({ length: length / 1000 }, (_, index) => `X-Long-${index}: ${String(index % 10).repeat(985)}`)
}

const last = request('/last', ['Connection: close'])
const post = (headers: readonly string[]): string =>
  ['POST /upload?a=1&b=%20 HTTP/1.1', 'hOsT: server.test', ...headers, '', ''].join('\r\n')
const upload = (length: number): string => `${post([`Content-Length: ${length}`])}${'b'.repeat(length)}`
const CHUNKS = '5\r\nhello\r\n3;extension=1\r\nyou\r\n0\r\n\r\n'

export const CONVERSATIONS: readonly Conversation[] = [
  { name: 'one request', pieces: [Buffer.from(last)], inTurn: true },
  {
    name: 'keep-alive',
    pieces: [...Array.from({ length: 20 }, (_, index) => Buffer.from(request(`/${index}`))), Buffer.from(last)],
    inTurn: true,
  },
  {
    name: '20 pipelined',
    pieces: [Buffer.from(Array.from({ length: 20 }, (_, index) => request(`/${index}`)).join('') + last)],
    inTurn: false,
  },
  {
    name: '12 KB of headers',
    pieces: [Buffer.from(request('/long', [...manyHeaders(12_000), 'Connection: close']))],
    inTurn: true,
  },
  {
    name: '12 KB of headers in 37-byte pieces',
    pieces: cut(request('/long', [...manyHeaders(12_000), 'Connection: close']), 37),
    inTurn: false,
  },
  { name: 'byte by byte', pieces: cut(request('/a') + last, 1), inTurn: false },
  { name: '60 KB body, then a request', pieces: [Buffer.from(upload(60_000)), Buffer.from(last)], inTurn: true },
  {
    name: 'chunked body, then a request',
    pieces: [Buffer.from(post(['Transfer-Encoding: chunked']) + CHUNKS), Buffer.from(last)],
    inTurn: true,
  },
]

/** A server that does not care for the body answers before it. */
export const CONTINUED: Conversation = {
  name: '100-continue',
  pieces: [Buffer.from(post(['Content-Length: 8', 'Expect: 100-continue'])), Buffer.from(`12345678${last}`)],
  inTurn: true,
}

/** As long a head as is read whole. */
export const LONG_HEAD: Conversation = {
  name: '63 KB of headers in many segments',
  pieces: cut(request('/long', [...manyHeaders(63_000), 'Connection: close']), 1400),
  inTurn: false,
}

/** More than is kept of one read, and more than is kept of an unanswered request. */
export const LONG_UPLOAD: Conversation = {
  name: '2 MB body, then a request',
  pieces: [Buffer.from(upload(2_000_000)), Buffer.from(last)],
  inTurn: true,
}

const frame = Buffer.from([0x82, 0x85, 1, 2, 3, 4, 0x69, 0x67, 0x6f, 0x68, 0x6e])
const ECHOES = 5

export const WEBSOCKET: Conversation = {
  name: 'upgrade to WebSocket',
  pieces: [
    Buffer.from(
      request('/chat', [
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ]),
    ),
    ...Array<Buffer>(ECHOES).fill(frame),
  ],
  inTurn: true,
  isEnough: (received) => received.includes(Buffer.concat(Array<Buffer>(ECHOES).fill(frame))),
}
