import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Capture, eventually } from './ebpf/capture.ts'
import { CONVERSATIONS, LONG_UPLOAD, converse } from './ebpf/test-clients.ts'
import { startApache, startNginx, startNode, startPython } from './ebpf/test-servers.ts'
import type { TestServer } from './ebpf/test-servers.ts'

const isRoot = process.getuid?.() === 0

describe.skipIf(!isRoot).each(['read-length', 'system-call'] as const)('capture by %s', (readHook) => {
  const capture = new Capture({ readHook })
  const servers: TestServer[] = []

  beforeAll(async () => {
    execFileSync(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'bpf/build.ts'])
    await capture.source.start()
    for (const start of [startNginx, startApache, startNode, startPython]) servers.push(await start())
  })

  afterAll(async () => {
    await capture.source.stop()
    await Promise.all(servers.map((server) => server.stop()))
  })

  const cases = ['nginx', 'apache', 'node', 'python'].flatMap((name) =>
    ['127.0.0.1', '::1'].flatMap((ip) => [false, true].map((isTls) => ({ name, ip, isTls }))),
  )

  describe.each(cases.filter(({ name, isTls }) => !(isTls && name === 'node')))('$name $ip tls=$isTls', (where) => {
    it.each(CONVERSATIONS)('$name is captured byte for byte', async (talk) => {
      const server = servers.find(({ name }) => name === where.name)
      const port = (where.isTls ? server?.tlsPort : server?.plainPort) ?? 0
      const { key, sent, received } = await converse(where.ip, port, where.isTls, talk)
      await eventually('everything captured', () => capture.stream(key, 'in').bytes.length >= sent.length)
      const stream = capture.stream(key, 'in')
      expect(stream.bytes.equals(sent)).toBe(true)
      expect(stream).toMatchObject({ gaps: 0, scheme: where.isTls ? 'https' : 'http' })
      expect(stream.end).toBe(sent.length)
      if (readHook === 'read-length' || where.isTls) {
        await eventually('the answer captured', () => capture.stream(key, 'out').bytes.length >= received.length)
        expect(capture.stream(key, 'out').bytes.equals(received)).toBe(true)
      }
    })
    it('a long upload is thinned out, and the request after it stands at its true offset', async () => {
      const server = servers.find(({ name }) => name === where.name)
      const port = (where.isTls ? server?.tlsPort : server?.plainPort) ?? 0
      const { key, sent } = await converse(where.ip, port, where.isTls, LONG_UPLOAD)
      await eventually('the last request captured', () => capture.stream(key, 'in').end === sent.length)
      const { bytes, gaps } = capture.stream(key, 'in')
      const last = LONG_UPLOAD.pieces[1] ?? Buffer.alloc(0)
      expect(gaps).toBeGreaterThan(0)
      expect(bytes.length).toBeLessThan(sent.length / 2)
      expect(bytes.subarray(-last.length).equals(last)).toBe(true)
    })
  })
})
