import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { eventually } from './capture.ts'
import type { ConnectionKey } from '../fact.ts'

/** Test support: what to write, piece by piece; the last request closes the connection. */
export interface Conversation {
  name: string
  pieces: readonly Buffer[]
  /** Wait for an answer after each piece. */
  inTurn: boolean
}

const request = (path: string, headers: readonly string[] = []): string =>
  [`GET ${path} HTTP/1.1`, 'Host: server.test', ...headers, '', ''].join('\r\n')

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
const upload = (length: number): string =>
  `POST /upload HTTP/1.1\r\nHost: server.test\r\nContent-Length: ${length}\r\n\r\n${'b'.repeat(length)}`

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
]

/** More than is kept of one read, and more than is kept of an unanswered request. */
export const LONG_UPLOAD: Conversation = {
  name: '2 MB body, then a request',
  pieces: [Buffer.from(upload(2_000_000)), Buffer.from(last)],
  inTurn: true,
}

export interface Conversed {
  key: ConnectionKey
  sent: Buffer
  received: Buffer
}

const mapped = (ip: string): Buffer =>
  ip.includes('.')
    ? Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...ip.split('.').map(Number)])
    : Buffer.from([...Array<number>(15).fill(0), 1])

function keyOf(ip: string, localPort: number, port: number): ConnectionKey {
  const ports = Buffer.alloc(4)
  ports.writeUInt16BE(localPort, 0)
  ports.writeUInt16BE(port, 2)
  return Buffer.concat([mapped(ip), mapped(ip), ports]).toString('latin1')
}

function open(host: string, port: number, isTls: boolean): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = isTls ? connectTls({ host, port, rejectUnauthorized: false }) : connect({ host, port })
    socket.setNoDelay(true)
    socket.once('error', reject).once(isTls ? 'secureConnect' : 'connect', () => resolve(socket))
  })
}

/** Holds a conversation with a server on this machine (`127.0.0.1` or `::1`) to its end. */
export async function converse(ip: string, port: number, isTls: boolean, talk: Conversation): Promise<Conversed> {
  const socket = await open(ip, port, isTls)
  const key = keyOf(ip, socket.localPort ?? 0, port)
  const received: Buffer[] = []
  socket.on('data', (bytes: Buffer) => received.push(bytes))
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  for (const piece of talk.pieces) {
    const before = received.length
    await new Promise<void>((resolve) => socket.write(piece, () => resolve()))
    if (talk.inTurn) await Promise.race([ended, eventually('an answer', () => received.length > before)])
  }
  await ended
  return { key, sent: Buffer.concat(talk.pieces), received: Buffer.concat(received) }
}
