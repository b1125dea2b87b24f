import { connect as connectHttp2 } from 'node:http2'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPrograms } from './build-programs.fixture.ts'
import type { ConnectionKey } from '../fact.ts'
import { Capture, eventually } from './capture.ts'
import { keyOf } from './test-clients/converse.ts'
import { startApache } from './test-servers/apache.ts'
import { startNginx } from './test-servers/nginx.ts'
import { LARGE } from './test-servers/test-server.ts'
import type { TestServer } from './test-servers/test-server.ts'

const [FRAME_HEADER, DATA, HEADERS] = [9, 0, 1]

/** RFC 9113 section 4.1: payload bytes of each kind of frame, and how many there are. */
function framesIn(bytes: Buffer): Map<number, { frames: number; bytes: number }> {
  const kinds = new Map<number, { frames: number; bytes: number }>()
  let at = 0
  while (at + FRAME_HEADER <= bytes.length) {
    const length = bytes.readUIntBE(at, 3)
    const kind = bytes.readUInt8(at + 3)
    const known = kinds.get(kind) ?? { frames: 0, bytes: 0 }
    kinds.set(kind, { frames: known.frames + 1, bytes: known.bytes + length })
    at += FRAME_HEADER + length
  }
  expect(at).toBe(bytes.length)
  return kinds
}

describe.skipIf(process.getuid?.() !== 0)('answers', () => {
  const capture = new Capture({ ringBytes: 64 << 20 })
  let servers: TestServer[] = []

  beforeAll(async () => {
    buildPrograms()
    await capture.source.start()
    servers = await Promise.all([startNginx(), startApache('event')])
  })

  afterAll(async () => {
    await capture.source.stop()
    await Promise.all(servers.map((server) => server.stop()))
  })

  const serverOf = (name: string): TestServer => {
    const server = servers.find((each) => each.name === name)
    if (server === undefined) throw new Error(`no ${name}`)
    return server
  }

  it.each(['nginx', 'apache-event'])('%s: an answer to a client that does not read keeps its offsets', async (name) => {
    const { tlsPort } = serverOf(name)
    const socket = connectTls({ host: '127.0.0.1', port: tlsPort, rejectUnauthorized: false })
    await new Promise<void>((resolve) => socket.once('secureConnect', () => resolve()))
    const key = keyOf('127.0.0.1', socket.localPort ?? 0, tlsPort)
    let received = 0
    let tail: Buffer = Buffer.alloc(0)
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.write('GET /large HTTP/1.1\r\nHost: a\r\n\r\n')
    // Written in full only when the server's socket is full and it has to come again.
    let stalled = -1
    await eventually('the server waits', () => {
      const { end } = capture.stream(key, 'out')
      const isStill = end > 100_000 && end === stalled
      stalled = end
      return isStill
    })
    expect(capture.stream(key, 'out').end).toBeLessThan(LARGE.length)
    socket.on('data', (bytes: Buffer) => {
      received += bytes.length
      tail = bytes
    })
    await eventually('the large answer', () => received > LARGE.length, 20_000)
    socket.write('GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    await ended
    await eventually('the close', () => capture.closes.has(key))
    const stream = capture.stream(key, 'out')
    expect(stream.end).toBe(received)
    expect(stream.bytes.subarray(-tail.length).equals(tail)).toBe(true)
  })

  it.each(['nginx', 'apache-event'])(
    '%s: HTTP/2 frames of large and small answers stand in their places',
    async (name) => {
      const { tlsPort } = serverOf(name)
      const session = connectHttp2(`https://127.0.0.1:${tlsPort}`, { rejectUnauthorized: false })
      await new Promise<void>((resolve) => session.once('connect', () => resolve()))
      const key: ConnectionKey = keyOf('127.0.0.1', session.socket.localPort ?? 0, tlsPort)
      const ask = (path: string): Promise<number> =>
        new Promise((resolve, reject) => {
          let bytes = 0
          const stream = session.request({ ':path': path, range: 'bytes=0-199999' })
          stream.on('data', (chunk: Buffer) => (bytes += chunk.length)).once('end', () => resolve(bytes))
          stream.once('error', reject)
        })
      const sizes = await Promise.all(['/large', '/a', '/b', '/c', '/large'].map(ask))
      session.close()
      await eventually('the close', () => capture.closes.has(key), 10_000)
      expect(capture.stream(key, 'out').gaps).toBe(0)
      const kinds = framesIn(capture.stream(key, 'out').bytes)
      expect(kinds.get(HEADERS)?.frames).toBe(5)
      expect(kinds.get(DATA)?.bytes).toBe(sizes.reduce((sum, size) => sum + size, 0))
    },
    30_000,
  )
})
