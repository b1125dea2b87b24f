import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { buildPrograms } from './build-programs.fixture.ts'
import { Capture, eventually } from './capture.ts'
import { keyOf } from './test-clients/converse.ts'

const request = (path: string): Buffer => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: server.test\r\n\r\n`)

/** Reads its first request by splice(), which passes every hook on reads, and the second by recv(). */
const SERVER = `
import os, socket, sys
listener = socket.socket(); listener.bind(('127.0.0.1', 0)); listener.listen()
print(listener.getsockname()[1], flush=True)
connection, _ = listener.accept()
read_end, write_end = os.pipe()
taken = 0
while taken < int(sys.argv[1]):
    taken += os.splice(connection.fileno(), write_end, 65536)
    os.read(read_end, 65536)
connection.sendall(b'HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n')
connection.recv(65536)
connection.sendall(b'HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n')
`

describe.skipIf(process.getuid?.() !== 0)('a server that reads past the hooks', () => {
  it('what splice took is a gap: the next request stands at its true offset', async () => {
    buildPrograms()
    const capture = new Capture()
    await capture.source.start()
    const [first, second] = [request('/spliced'), request('/read')]
    const server = spawn('/usr/bin/python3', ['-c', SERVER, String(first.length)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const port = await new Promise<number>((resolve) =>
        server.stdout.once('data', (line: Buffer) => resolve(Number(line.toString()))),
      )
      const socket = connect(port, '127.0.0.1')
      await once(socket, 'connect')
      for (const bytes of [first, second]) {
        const answered = once(socket, 'data')
        socket.write(bytes)
        await answered
      }
      const key = keyOf('127.0.0.1', socket.localPort ?? 0, port)
      socket.destroy()
      await eventually('the close', () => capture.closes.has(key))
      expect(capture.stream(key, 'in')).toMatchObject({ bytes: second, gaps: 1, end: first.length + second.length })
    } finally {
      server.kill()
      await capture.source.stop()
    }
  })
})
