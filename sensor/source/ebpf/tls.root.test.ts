import { buildPrograms } from './build-programs.fixture.ts'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Hook } from '#db/model/sensor-heartbeat.ts'
import { Capture, eventually } from './capture.ts'
import { request } from './test-clients/conversations.ts'
import { converse } from './test-clients/converse.ts'
import { systemTlsLibraries } from './tls-files.ts'
import { startCaddy } from './test-servers/caddy.ts'
import { startNginx } from './test-servers/nginx.ts'
import { startNode } from './test-servers/node.ts'
import { startPython } from './test-servers/python.ts'
import { startSplitPython } from './test-servers/split-python.ts'
import type { TestServer } from './test-servers/test-server.ts'

const isRoot = process.getuid?.() === 0
const talk = { name: 'hello', pieces: [Buffer.from(request('/', ['Connection: close']))], inTurn: true }

describe.skipIf(!isRoot)('TLS is read', () => {
  const capture = new Capture()
  const folder = mkdtempSync(join(tmpdir(), 'vigie-tls-'))
  const servers: TestServer[] = []
  let early: { nginx: TestServer; node: TestServer; replaced: TestServer }

  /** The system's library in a folder that only its owner enters. */
  function copyLibrary(name: string): string {
    const own = join(folder, name)
    mkdirSync(own, { recursive: true, mode: 0o700 })
    const system = systemTlsLibraries().find(({ path }) => path.endsWith('.so.3'))?.path ?? ''
    copyFileSync(system, join(own, 'fresh'))
    chmodSync(join(own, 'fresh'), 0o755)
    renameSync(join(own, 'fresh'), join(own, 'libssl.so.3'))
    return own
  }

  async function begun<Server extends TestServer>(server: Promise<Server>): Promise<Server> {
    servers.push(await server)
    return server
  }

  async function expectDecrypted(server: TestServer): Promise<void> {
    const { key, sent, received } = await converse('127.0.0.1', server.tlsPort, true, talk)
    await eventually('the answer captured', () => capture.stream(key, 'out').end >= received.length)
    expect(capture.stream(key, 'in')).toMatchObject({ gaps: 0, scheme: 'https', bytes: sent })
    expect(capture.stream(key, 'out').bytes.equals(received)).toBe(true)
  }

  const tlsHooks = (state: Hook['state']): Hook[] =>
    capture.source.hooks().filter((hook) => hook.hook === 'tls' && hook.state === state)

  beforeAll(async () => {
    buildPrograms()
    const own = copyLibrary('replaced')
    early = {
      nginx: await begun(startNginx()),
      node: await begun(startNode()),
      replaced: await begun(startPython('threads', ['env', `LD_LIBRARY_PATH=${own}`])),
    }
    copyLibrary('replaced')
    await capture.source.start()
  })

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()))
    await capture.source.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('of servers that ran before the sensor', () => expectDecrypted(early.nginx))

  it('of a program that holds OpenSSL itself', () => expectDecrypted(early.node))

  it('of a library that was replaced on the disk while its server ran', () => expectDecrypted(early.replaced))

  it('of the new library after the upgrade and restart', async () => {
    const wrapper = ['env', `LD_LIBRARY_PATH=${join(folder, 'replaced')}`]
    await expectDecrypted(await begun(startPython('threads', wrapper)))
  })

  it('of a private copy, also after it was replaced while captured and its server restarted', async () => {
    const wrapper = ['env', `LD_LIBRARY_PATH=${copyLibrary('private')}`]
    const first = await begun(startPython('threads', wrapper))
    await expectDecrypted(first)
    copyLibrary('private')
    await expectDecrypted(first)
    await first.stop()
    await expectDecrypted(await begun(startPython('threads', wrapper)))
  })

  it('of a library in another mount namespace', async () => {
    const [own, inside] = [copyLibrary('outside'), join(folder, 'inside')]
    mkdirSync(inside)
    const script = `mount -t tmpfs none ${inside} && cp ${own}/libssl.so.3 ${inside} && exec "$@"`
    const wrapper = ['unshare', '--mount', 'sh', '-c', script, 'sh', 'env', `LD_LIBRARY_PATH=${inside}`]
    await expectDecrypted(await begun(startPython('threads', wrapper)))
    expect(tlsHooks('attached').map(({ target }) => target)).toContain(join(inside, 'libssl.so.3'))
  })

  it('or it is said whose is not, as long as the program runs', async () => {
    const caddy = await begun(startCaddy())
    await converse('127.0.0.1', caddy.tlsPort, true, talk)
    await eventually('the program named', () => tlsHooks('not_decrypted').length > 0)
    expect(tlsHooks('not_decrypted')).toEqual([
      {
        hook: 'tls',
        target: '/usr/bin/caddy',
        state: 'not_decrypted',
        detail: 'Go crypto/tls: no library boundary to read at',
      },
    ])
    await caddy.stop()
    await eventually('it is forgotten', () => tlsHooks('not_decrypted').length === 0)
  })

  it('or counted, and given to no other connection, where its thread never reads a socket', async () => {
    const split = await begun(startSplitPython())
    const unbound = (): number => capture.source.counters()['dropped_tls_unbound'] ?? 0
    const before = unbound()
    const isEnough = (received: Buffer): boolean => received.includes('\r\n\r\nok')
    const talks = Array.from({ length: 8 }, () => converse('127.0.0.1', split.tlsPort, true, { ...talk, isEnough }))
    for (const { key, sent } of await Promise.all(talks)) {
      const { bytes } = capture.stream(key, 'in')
      expect(bytes.length === 0 || bytes.equals(sent)).toBe(true)
    }
    await eventually('the loss counted', () => unbound() > before)
  })

  it('and nothing failed to attach', () => {
    expect(tlsHooks('failed')).toEqual([])
  })
})
