import { buildPrograms } from './build-programs.fixture.ts'
import { execFileSync } from 'node:child_process'
import { readdirSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Capture, eventually } from './capture.ts'
import { CONVERSATIONS } from './test-clients/conversations.ts'
import { converse } from './test-clients/converse.ts'
import { startNginx } from './test-servers/nginx.ts'
import type { TestServer } from './test-servers/test-server.ts'

const isRoot = process.getuid?.() === 0

/** What this process holds in the kernel: programs, maps, links and probes live as long as their descriptors. */
function kernelObjects(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`)
      return /bpf|perf_event/.test(target) ? [target] : []
    } catch {
      // The descriptor with which the folder was read.
      return []
    }
  })
}

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.on('error', () => undefined).on('data', () => socket.end('x')))
  await new Promise<void>((resolve) => server.listen(0, '::', () => resolve()))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { server, port: address.port }
}

describe.skipIf(!isRoot)('ingress', () => {
  const capture = new Capture()
  let nginx: TestServer
  const [talk] = CONVERSATIONS

  beforeAll(async () => {
    buildPrograms()
    await capture.source.start()
    nginx = await startNginx()
  })

  afterAll(async () => {
    await capture.source.stop()
    await nginx.stop()
  })

  it.each(['127.0.0.1', '::1'])('a connection over %s begins with its SYN and a whole ClientHello', async (ip) => {
    if (talk === undefined) throw new Error('no conversation')
    const { key } = await converse(ip, nginx.tlsPort, true, talk)
    await eventually('the close', () => capture.closes.has(key))
    const syn = capture.syns.get(key)
    expect(syn).toMatchObject({ ip_meta_ttl: 64, ip_meta_df: ip !== '::1' })
    expect(syn?.ip_meta_total_length).toBe(ip === '::1' ? 80 : 60)
    // Kind 2, length 4: the maximum segment size, which Linux sends first.
    expect(syn?.tcp_options.subarray(0, 2)).toEqual(Uint8Array.of(2, 4))
    const segments = capture.segments.get(key) ?? []
    expect(segments[0]?.sequence).toBe(((syn?.sequence ?? 0) + 1) >>> 0)
    const hello = Buffer.concat(segments.map(({ bytes }) => bytes))
    expect(hello.readUInt8(0)).toBe(0x16)
    expect(hello.length).toBe(5 + hello.readUInt16BE(3))
    expect(capture.closes.get(key)).toBe('closed')
  })

  it('facts carry the time of day', async () => {
    if (talk === undefined) throw new Error('no conversation')
    const before = Date.now()
    const { key } = await converse('127.0.0.1', nginx.plainPort, false, talk)
    await eventually('the SYN', () => capture.syns.has(key))
    expect(capture.syns.get(key)?.time_ms).toBeGreaterThan(before - 10)
    expect(capture.syns.get(key)?.time_ms).toBeLessThan(Date.now() + 10)
  })

  it('every HTTP/2 frame over TLS arrives in its place', async () => {
    const url = `https://127.0.0.1:${nginx.tlsPort}/`
    const known = new Set(capture.syns.keys())
    const urls = Array.from({ length: 30 }, (_, index) => `${url}${index}`)
    execFileSync('curl', ['-sk', '--http2', '--parallel', ...urls.flatMap((each) => ['-o', '/dev/null', each])], {
      stdio: 'ignore',
    })
    const fresh = (): string[] => [...capture.syns.keys()].filter((key) => !known.has(key))
    await eventually('the closes', () => fresh().length > 0 && fresh().every((key) => capture.closes.has(key)))
    const heads = fresh().map((key) => {
      const { bytes, gaps } = capture.stream(key, 'in')
      expect(gaps).toBe(0)
      expect(bytes.toString('latin1', 0, 24)).toBe('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
      let headers = 0
      let at = 24
      // A frame is 9 bytes of header, which begin with its length; type 1 is HEADERS (RFC 9113 section 4.1).
      for (; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) if (bytes[at + 3] === 1) headers += 1
      expect(at).toBe(bytes.length)
      return headers
    })
    expect(heads.reduce((sum, count) => sum + count, 0)).toBe(30)
  })
})

describe.skipIf(!isRoot)('a source', () => {
  it('sees only the ports that it was told to watch', async () => {
    const [watched, ignored] = [await listen(), await listen()]
    const capture = new Capture({ includedPorts: [watched.port, ignored.port], excludedPorts: [ignored.port] })
    await capture.source.start()
    const talk = { name: 'hello', pieces: [Buffer.from('GET / HTTP/1.1\r\n\r\n')], inTurn: false }
    const unseen = await converse('127.0.0.1', ignored.port, false, talk)
    const seen = await converse('127.0.0.1', watched.port, false, talk)
    await eventually('the close', () => capture.closes.has(seen.key))
    await capture.source.stop()
    watched.server.close()
    ignored.server.close()
    expect(capture.stream(seen.key, 'in').bytes.equals(seen.sent)).toBe(true)
    expect([capture.syns.has(unseen.key), capture.stream(unseen.key, 'in').end]).toEqual([false, 0])
  })

  it('leaves nothing in the kernel after it stopped, and keeps its counters', async () => {
    const capture = new Capture()
    await capture.source.start()
    expect(kernelObjects().length).toBeGreaterThan(10)
    expect(capture.source.hooks().filter(({ state }) => state !== 'attached')).toEqual([])
    await capture.source.stop()
    expect(capture.source.counters()).toMatchObject({ dropped_ring_full: 0, dropped_failed_facts: 0 })
    expect(capture.source.hooks()).toEqual([])
    expect(kernelObjects()).toEqual([])
  })
})
