import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chownSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { eventually } from './source/ebpf/capture.ts'
import { startNginx } from './source/ebpf/test-servers/nginx.ts'
import { startPython } from './source/ebpf/test-servers/python.ts'
import type { TestServer } from './source/ebpf/test-servers/test-server.ts'
import { systemTlsLibraries } from './source/ebpf/tls-files.ts'

const Row = z.object({ method: z.string().optional(), path: z.string().optional(), scheme: z.string().optional() })
const projectRoot = path.resolve(import.meta.dirname, '..')
const NOBODY = 65_534
/** As in packaging/systemd/vigie-sensor.service, without libpcap's; numbers from include/uapi/linux/capability.h. */
const GIVEN = { dac_read_search: 2, net_admin: 12, sys_ptrace: 19, perfmon: 38, bpf: 39, checkpoint_restore: 40 }
const NEEDED = ['net_admin', 'sys_ptrace', 'perfmon', 'bpf']

/** The sensor as a user without any other rights, its rows on standard output. */
function commandWith(capabilities: readonly string[]): string[] {
  const set = ['-all', ...capabilities.map((name) => `+${name}`)].join(',')
  const user = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--no-new-privs']
  const sets = [`--bounding-set=${set}`, `--inh-caps=${set}`, `--ambient-caps=${set}`]
  const sensor = ['--import', 'tsx', 'sensor/main.ts', '--stdout', '--interfaces', 'lo']
  return [...user, ...sets, process.execPath, ...sensor]
}

function environmentOf(state: string): NodeJS.ProcessEnv {
  chownSync(state, NOBODY, NOBODY)
  return { NODE_ENV: 'production', PATH: '/usr/sbin:/usr/bin:/sbin:/bin', VIGIE_STATE_DIR: state }
}

const bpftool = (...args: string[]): string => execFileSync('bpftool', args, { encoding: 'utf8' })
const filters = (): string => execFileSync('tc', ['filter', 'show', 'dev', 'lo', 'ingress'], { encoding: 'utf8' })

/** What a sensor has in the kernel: names of programs and, by their numbers, links. */
function kernelObjects(): string[] {
  const programs = [...bpftool('prog', 'show').matchAll(/^(\d+): .* name (on_\w+)/gm)]
  const links = [
    ...bpftool('link', 'show').matchAll(/^(\d+): (?:tcx|raw_tracepoint|tracing|uprobe_multi|perf_event)/gm),
  ]
  return [...programs, ...links].map(([line]) => line)
}

describe.skipIf(process.getuid?.() !== 0)('a sensor that is not root', () => {
  const state = mkdtempSync(path.join(tmpdir(), 'vigie-rights-'))
  const before = filters()
  let nginx: TestServer
  let sensor: ChildProcess
  let own: string[] = []
  let rows: z.infer<typeof Row>[] = []

  async function startSensor(): Promise<void> {
    rows = []
    let isReady = false
    const others = new Set(kernelObjects())
    sensor = spawn('setpriv', commandWith(Object.keys(GIVEN)), {
      cwd: projectRoot,
      env: environmentOf(state),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    if (sensor.stdout === null || sensor.stderr === null) throw new Error('no pipes')
    createInterface({ input: sensor.stderr }).on('line', (line) => (isReady ||= line.startsWith('sensor: ready')))
    createInterface({ input: sensor.stdout }).on('line', (line) => {
      // A killed sensor leaves its last line cut.
      if (line.endsWith('}')) rows.push(Row.parse(JSON.parse(line)))
    })
    await eventually('the sensor is ready', () => isReady, 20_000)
    own = kernelObjects().filter((object) => !others.has(object))
  }

  async function endSensor(signal: NodeJS.Signals): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => sensor.once('exit', (code) => resolve(code)))
    sensor.kill(signal)
    return ended
  }

  beforeAll(async () => {
    execFileSync(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'bpf/build.ts'], { cwd: projectRoot })
    nginx = await startNginx()
    await startSensor()
  })

  afterAll(async () => {
    sensor.kill('SIGKILL')
    await nginx.stop()
    rmSync(state, { recursive: true, force: true })
  })

  test('has the given capabilities and no others, nor can get any', () => {
    const status = readFileSync(`/proc/${sensor.pid ?? 0}/status`, 'utf8')
    const mask = Object.values(GIVEN).reduce((bits, number) => bits | (1n << BigInt(number)), 0n)
    const hex = mask.toString(16).padStart(16, '0')
    for (const set of ['CapBnd', 'CapPrm', 'CapEff']) expect(status).toContain(`${set}:\t${hex}\n`)
    expect(status).toContain('NoNewPrivs:\t1\n')
    expect(status).toContain(`Uid:\t${NOBODY}\t${NOBODY}\t${NOBODY}\t${NOBODY}\n`)
  })

  test('leaves no core', () => {
    expect(readFileSync(`/proc/${sensor.pid ?? 0}/limits`, 'utf8')).toMatch(/^Max core file size +0 +0 /m)
  })

  test('captures plain requests and decrypted ones', async () => {
    const urls = [`http://127.0.0.1:${nginx.plainPort}/plain`, `https://127.0.0.1:${nginx.tlsPort}/tls`]
    for (const url of urls) execFileSync('curl', ['-sk', url])
    await eventually(
      'both rows',
      () => rows.filter(({ path: at }) => at === '/plain' || at === '/tls').length === 2,
      10_000,
    )
    expect(rows).toContainEqual(expect.objectContaining({ method: 'GET', path: '/plain', scheme: 'http' }))
    expect(rows).toContainEqual(expect.objectContaining({ method: 'GET', path: '/tls', scheme: 'https' }))
  })

  test('reads a library in a folder that only another user enters', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'vigie-closed-'))
    const system = systemTlsLibraries().find(({ path: at }) => at.endsWith('.so.3'))?.path ?? ''
    copyFileSync(system, path.join(folder, 'libssl.so.3'))
    const python = await startPython('threads', ['env', `LD_LIBRARY_PATH=${folder}`])
    execFileSync('curl', ['-sk', `https://127.0.0.1:${python.tlsPort}/closed`])
    await eventually('the row', () => rows.some((row) => row.path === '/closed' && row.scheme === 'https'), 10_000)
    await python.stop()
    rmSync(folder, { recursive: true })
  })

  test('leaves nothing in the kernel, told to end or killed', async () => {
    const isGone = (): boolean => !kernelObjects().some((object) => own.includes(object))
    expect(own.length).toBeGreaterThan(10)
    expect(await endSensor('SIGTERM')).toBe(0)
    await eventually('nothing of it in the kernel', isGone)
    await startSensor()
    await endSensor('SIGKILL')
    await eventually('nothing of it in the kernel', isGone)
    expect(filters()).toBe(before)
  })

  test.each(NEEDED)('says in one sentence that it lacks %s', (missing) => {
    const command = commandWith(Object.keys(GIVEN).filter((name) => name !== missing))
    const { status, stderr } = spawnSync('setpriv', command, {
      cwd: projectRoot,
      env: environmentOf(state),
      encoding: 'utf8',
      timeout: 20_000,
    })
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringContaining(`Capture lacks CAP_${missing.toUpperCase()}: give the sensor these capabilities`),
    ])
    expect(status).toBe(78)
  })
})
