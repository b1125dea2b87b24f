import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../capture.ts'

/** What nginx and Apache serve at /large: more than a socket holds. */
export const LARGE = Buffer.alloc(12 << 20, 'large ')

/** Test support: a real server in the foreground of a process of its own. */
export interface TestServer {
  name: string
  pid: number
  plainPort: number
  tlsPort: number
  stop: () => Promise<void>
}

const STOP_MS = 3000

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '::', () => {
      const address = server.address()
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'))
        else resolve(address.port)
      })
    })
  })
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
      .on('connect', () => {
        socket.destroy()
        resolve(true)
      })
      .on('error', () => resolve(false))
  })
}

function makeCertificate(folder: string): void {
  const subject = ['-subj', '/CN=server.test', '-days', '30', '-keyout', join(folder, 'key.pem')]
  const key = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  execFileSync('openssl', ['req', ...key, ...subject, '-out', join(folder, 'cert.pem')], { stdio: 'ignore' })
}

type Command = (folder: string, plainPort: number, tlsPort: number) => readonly [string, ...string[]]

/** Another program may take a port between its choice and its use: then other ports are tried. */
const TRIES = 3
const UP_MS = 10_000

/** Answers once both ports accept connections. `wrapper` is a command that runs the server: `env`, `unshare`. */
export async function startServer(
  name: string,
  command: Command,
  wrapper: readonly string[] = [],
): Promise<TestServer> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await tryServer(name, command, wrapper)
    } catch (error) {
      if (tried === TRIES) throw error
    }
  }
}

async function tryServer(name: string, command: Command, wrapper: readonly string[]): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), `vigie-${name}-`))
  makeCertificate(folder)
  const [plainPort, tlsPort] = [await freePort(), await freePort()]
  const [program, ...values] = command(folder, plainPort, tlsPort)
  // A test that fails half-way leaves no server behind; Apache ends its whole process group with itself.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', ...wrapper, program, ...values], {
    stdio: 'ignore',
    cwd: folder,
    detached: true,
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async (): Promise<void> => {
    end(child)
    const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await ended
    clearTimeout(impatience)
    rmSync(folder, { recursive: true, force: true })
  }
  const server = { isUp: false }
  const probe = setInterval(() => {
    void Promise.all([answers(plainPort), answers(tlsPort)]).then((up) => (server.isUp ||= up.every(Boolean)))
  }, 20)
  try {
    await eventually(`${name} answers`, () => server.isUp || child.exitCode !== null, UP_MS)
    if (!server.isUp) throw new Error(`${name} ended before it answered`)
  } catch (error) {
    await stop()
    throw error
  } finally {
    clearInterval(probe)
  }
  return { name, pid: child.pid ?? 0, plainPort, tlsPort, stop }
}

function end(child: ChildProcess): void {
  child.kill('SIGTERM')
}
