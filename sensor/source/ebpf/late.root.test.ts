import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPrograms } from './build-programs.fixture.ts'
import { Capture, eventually } from './capture.ts'
import { keyOf } from './test-clients/converse.ts'
import { startApache } from './test-servers/apache.ts'
import { startNginx } from './test-servers/nginx.ts'
import type { TestServer } from './test-servers/test-server.ts'

const isRoot = process.getuid?.() === 0
const request = (path: string): Buffer => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: server.test\r\n\r\n`)
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1')
/** HEADERS of one stream: literal fields without indexing (RFC 7541 section 6.2.2), so that no table is needed. */
function headersFrame(stream: number, path: string): Buffer {
  const literal = (name: number, value: string): Buffer =>
    Buffer.concat([Buffer.from([name, value.length]), Buffer.from(value)])
  const block = Buffer.concat([Buffer.from([0x82, 0x87]), literal(1, 'server.test'), literal(4, path)])
  const head = Buffer.from([0, 0, block.length, 1, 5, 0, 0, 0, stream])
  return Buffer.concat([head, block])
}

interface Early {
  name: string
  socket: Socket
  port: number
  second: Buffer
}

async function open(port: number, alpn: string | null): Promise<Socket> {
  const socket =
    alpn === null
      ? connect(port, '127.0.0.1')
      : connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, ALPNProtocols: [alpn] })
  await once(socket, alpn === null ? 'connect' : 'secureConnect')
  return socket
}

async function ask(socket: Socket, bytes: Buffer): Promise<void> {
  const answered = once(socket, 'data')
  socket.write(bytes)
  await answered
}

describe.skipIf(!isRoot)('connections older than the sensor', () => {
  let servers: TestServer[] = []

  beforeAll(async () => {
    buildPrograms()
    servers = await Promise.all([startNginx(), startApache('event')])
  })
  afterAll(() => Promise.all(servers.map((server) => server.stop())))

  async function openEarly({ name, plainPort, tlsPort }: TestServer): Promise<Early[]> {
    const kinds = [
      { port: plainPort, alpn: null, first: request('/early'), second: request('/late') },
      { port: tlsPort, alpn: 'http/1.1', first: request('/early'), second: request('/late') },
      {
        port: tlsPort,
        alpn: 'h2',
        first: Buffer.concat([PREFACE, headersFrame(1, '/early')]),
        second: headersFrame(3, '/late'),
      },
    ]
    return Promise.all(
      kinds.map(async ({ port, alpn, first, second }) => {
        const socket = await open(port, alpn)
        await ask(socket, first)
        return { name: `${name} ${alpn ?? 'plain'}`, socket, port, second }
      }),
    )
  }

  it('later requests arrive under their own address, past offset 0', async () => {
    const early = (await Promise.all(servers.map(openEarly))).flat()
    const capture = new Capture()
    await capture.source.start()
    for (const { name, socket, port, second } of early) {
      const key = keyOf('127.0.0.1', socket.localPort ?? 0, port)
      socket.write(second)
      await eventually(name, () => capture.stream(key, 'in').bytes.includes(second))
      const { bytes, end } = capture.stream(key, 'in')
      expect(end).toBeGreaterThan(bytes.length)
      expect(bytes.subarray(-second.length)).toEqual(second)
      socket.destroy()
    }
    await capture.source.stop()
  })
})

function filtersOn(name: string): string {
  return execFileSync('tc', ['filter', 'show', 'dev', name, 'ingress'], { encoding: 'utf8' })
}

describe.skipIf(!isRoot)('the hook of kernels before 6.6', () => {
  it('sees SYNs, leaves nothing, and replaces what a killed sensor left', async () => {
    buildPrograms()
    const program = `
      import { Capture } from './sensor/source/ebpf/capture.ts'
      await new Capture({ ingressHook: 'class' }).source.start()
      console.log('attached')
      setInterval(() => undefined, 1000)`
    const killed = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(killed.stdout, 'data')
    const ended = once(killed, 'exit')
    killed.kill('SIGKILL')
    await ended
    const countOurs = (): number => filtersOn('lo').split('0x56494749').length - 1
    expect(countOurs()).toBe(1)

    const capture = new Capture({ ingressHook: 'class' })
    await capture.source.start()
    expect(countOurs()).toBe(1)
    const nginx = await startNginx()
    const socket = await open(nginx.plainPort, null)
    const key = keyOf('127.0.0.1', socket.localPort ?? 0, nginx.plainPort)
    await eventually('the SYN', () => capture.syns.has(key) && capture.established.has(key))
    socket.destroy()
    await nginx.stop()
    await capture.source.stop()
    expect(countOurs()).toBe(0)
  }, 20_000)
})
