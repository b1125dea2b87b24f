import { buildPrograms } from './ebpf/build-programs.fixture.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Capture, eventually } from './ebpf/capture.ts'
import { CONTINUED, CONVERSATIONS, LONG_HEAD, LONG_UPLOAD, WEBSOCKET } from './ebpf/test-clients/conversations.ts'
import type { Conversation } from './ebpf/test-clients/conversations.ts'
import { converse } from './ebpf/test-clients/converse.ts'
import { HTTP2_CONVERSATIONS } from './ebpf/test-clients/http2-conversations.ts'
import { startApache } from './ebpf/test-servers/apache.ts'
import { startCaddy } from './ebpf/test-servers/caddy.ts'
import { startHaproxy } from './ebpf/test-servers/haproxy.ts'
import { startNginx } from './ebpf/test-servers/nginx.ts'
import { startNode } from './ebpf/test-servers/node.ts'
import { startPython } from './ebpf/test-servers/python.ts'
import type { TestServer } from './ebpf/test-servers/test-server.ts'

const isRoot = process.getuid?.() === 0
const APACHES = ['apache-event', 'apache-worker', 'apache-prefork']
const PYTHONS = ['python-threads', 'python-asyncio']
/** The talks beyond the common ones that a server holds to their end. */
const SPECIAL: readonly { talk: Conversation; servers: readonly string[] }[] = [
  { talk: CONTINUED, servers: ['nginx', ...APACHES, 'haproxy', 'node'] },
  { talk: LONG_HEAD, servers: ['nginx', ...APACHES, 'haproxy', 'node', 'caddy', 'python-threads', 'python-asyncio'] },
  { talk: WEBSOCKET, servers: ['node', 'haproxy'] },
]
const NOT_DECRYPTED = 'caddy'
const SERVERS = ['nginx', ...APACHES, 'haproxy', 'node', 'caddy', ...PYTHONS]
const IPS = ['127.0.0.1', '::1']

const talksOf = (name: string): readonly Conversation[] => [
  ...CONVERSATIONS,
  ...SPECIAL.filter(({ servers }) => servers.includes(name)).map(({ talk }) => talk),
]

async function startAll(): Promise<TestServer[]> {
  const node = await startNode()
  const others = [startNginx, startCaddy, () => startHaproxy(node.plainPort)]
  const apaches = (['event', 'worker', 'prefork'] as const).map((mpm) => () => startApache(mpm))
  const pythons = (['threads', 'asyncio'] as const).map((tls) => () => startPython(tls))
  return [node, ...(await Promise.all([...others, ...apaches, ...pythons].map((start) => start())))]
}

describe.skipIf(!isRoot).each([
  { readHook: 'read-length', names: SERVERS, ips: IPS },
  { readHook: 'system-call', names: ['nginx', 'apache-event', 'node'], ips: ['127.0.0.1'] },
] as const)('capture by $readHook', ({ readHook, names, ips }) => {
  const capture = new Capture({ readHook })
  const servers = new Map<string, TestServer>()

  beforeAll(async () => {
    buildPrograms()
    await capture.source.start()
    for (const server of await startAll()) servers.set(server.name, server)
  })

  afterAll(async () => {
    await Promise.all([...servers.values()].map((server) => server.stop()))
    await capture.source.stop()
  })

  const portOf = (name: string, isTls: boolean): number => {
    const server = servers.get(name)
    return (isTls ? server?.tlsPort : server?.plainPort) ?? 0
  }

  const cases = names.flatMap((name) => ips.flatMap((ip) => [false, true].map((isTls) => ({ name, ip, isTls }))))

  describe.each(cases.filter(({ name, isTls }) => !(isTls && name === NOT_DECRYPTED)))(
    '$name $ip tls=$isTls',
    (where) => {
      it.each(talksOf(where.name))('$name is captured byte for byte', async (talk) => {
        const { key, sent, received } = await converse(where.ip, portOf(where.name, where.isTls), where.isTls, talk)
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
    },
  )

  describe.each(
    cases.filter(({ name, isTls }) => isTls && ![NOT_DECRYPTED, 'apache-prefork', ...PYTHONS].includes(name)),
  )('$name $ip', (where) => {
    it.each(HTTP2_CONVERSATIONS)('HTTP/2: $name is captured byte for byte', async (talk) => {
      const { key, sent, received } = await converse(where.ip, portOf(where.name, true), true, talk, 'h2')
      await eventually('everything captured', () => capture.stream(key, 'in').bytes.length >= sent.length)
      const stream = capture.stream(key, 'in')
      expect(stream.bytes.equals(sent)).toBe(true)
      expect(stream).toMatchObject({ gaps: 0, scheme: 'https', end: sent.length })
      // What it writes after the client's end arrives nowhere.
      const out = (): Buffer => capture.stream(key, 'out').bytes.subarray(0, received.length)
      await eventually('the answers captured', () => out().length === received.length)
      expect(out().equals(received)).toBe(true)
    })
  })

  it.each(names)('%s: 30 connections at once are told apart', async (name) => {
    for (const isTls of name === NOT_DECRYPTED ? [false] : [false, true]) {
      const talks = Array.from({ length: 30 }, (_, index) => talksOf(name)[index % 4])
      const held = talks.flatMap((talk) =>
        talk === undefined ? [] : [converse('127.0.0.1', portOf(name, isTls), isTls, talk)],
      )
      for (const { key, sent } of await Promise.all(held)) {
        await eventually('everything captured', () => capture.stream(key, 'in').end >= sent.length)
        expect(capture.stream(key, 'in').bytes.equals(sent)).toBe(true)
      }
    }
  })

  it.each(names.filter((name) => name !== NOT_DECRYPTED))(
    '%s: a long upload is thinned out, and the request after it stands at its true offset',
    async (name) => {
      for (const isTls of [false, true]) {
        const { key, sent } = await converse('127.0.0.1', portOf(name, isTls), isTls, LONG_UPLOAD)
        await eventually('the last request captured', () => capture.stream(key, 'in').end === sent.length)
        const { bytes, gaps } = capture.stream(key, 'in')
        const last = LONG_UPLOAD.pieces[1] ?? Buffer.alloc(0)
        expect(gaps).toBeGreaterThan(0)
        expect(bytes.length).toBeLessThan(sent.length / 2)
        expect(bytes.subarray(-last.length).equals(last)).toBe(true)
      }
    },
  )
})
