import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { privateDirectory } from '#db/state-directory.ts'
import { connect, embeddedEndpoint, type Endpoint } from '../client.ts'
import { buildLauncher } from './build-launcher.ts'
import { forgetLostTokens } from './forget-lost-tokens.ts'
import { locateLibrary } from './locate-library.ts'
import { whileStopped } from './while-stopped.ts'
import { writeConfiguration, type EmbeddedSettings } from './write-configuration.ts'

const START_DEADLINE_MS = 60_000
const STOP_DEADLINE_MS = 30_000
/** The second query returns when our end of its standard input is closed: that is how the server is asked to stop. */
const SERVE = "SYSTEM START LISTEN HTTP; SELECT count() FROM file('-', 'LineAsString', 'line String') FORMAT Null"

/** A running embedded store. */
export interface EmbeddedStore {
  endpoint: Endpoint
  pid: number
  /** Resolves when the server is gone, for whatever reason. */
  exited: Promise<void>
  /** Ends it in order: what runs is finished, what is in memory is written. */
  stop: () => Promise<void>
  /** Ends it as a power cut would end the process. */
  kill: () => Promise<void>
}

/** Starts ClickHouse on `<stateDirectory>/clickhouse` and resolves when it answers on loopback. */
export async function startEmbedded(
  wanted: Omit<EmbeddedSettings, 'memory_mb'> & { memory_mb?: number },
): Promise<EmbeddedStore> {
  const settings = { memory_mb: 1200, ...wanted }
  const launcher = buildLauncher()
  const library = locateLibrary()
  await refuseTakenPort(settings.port)
  const configuration = writeConfiguration(settings)
  const data = privateDirectory(join(settings.stateDirectory, 'clickhouse'))
  if (!whileStopped(data, () => forgetLostTokens(data))) throw new Error(`Another store already runs on ${data}.`)
  // Its own process group: Ctrl-C in the terminal must reach only us, who end it in order.
  const child = spawn(launcher, [library, '--config-file', configuration, '--log-level', 'warning', '--query', SERVE], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  })
  const said = collect(child)
  const exited = once(child, 'exit').then(() => undefined)
  const endpoint = embeddedEndpoint(settings.port, settings.stateDirectory)
  await waitUntilReady(child, endpoint, () => explain(said(), settings))
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  const stop = async () => {
    child.stdin.end()
    const patience = new AbortController()
    const late = delay(STOP_DEADLINE_MS, 'late', { signal: patience.signal }).catch(() => 'stopped')
    if ((await Promise.race([exited, late])) === 'late') await kill()
    patience.abort()
  }
  return { endpoint, pid: child.pid ?? 0, exited, stop, kill }
}

async function refuseTakenPort(port: number): Promise<void> {
  const probe = createServer()
  const outcome = await new Promise<Error | undefined>((resolve) => {
    probe.once('error', resolve)
    probe.listen(port, '127.0.0.1', () => resolve(undefined))
  })
  if (outcome) {
    throw new Error(`Port ${port} is taken: end the program that holds it or set EMBEDDED_CLICKHOUSE_PORT.`)
  }
  await new Promise((resolve) => probe.close(resolve))
}

/** Keeps the last words of a process, enough to explain why it ended. */
function collect(child: ChildProcess): () => string {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000)
  })
  child.on('error', (error) => {
    said += error.message
  })
  return () => said
}

async function waitUntilReady(child: ChildProcess, endpoint: Endpoint, reason: () => string): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS
  const client = connect(endpoint, 'migrator')
  try {
    for (;;) {
      // Signing in, not only a ping: another store on the port would not know our secret.
      const ping = await client.ping({ select: true })
      if (ping.success) return
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) throw new Error(reason())
      if (Date.now() > deadline) {
        child.kill('SIGKILL')
        throw new Error(`The embedded store did not answer within ${START_DEADLINE_MS / 1000} s: ${reason()}`)
      }
      await delay(25)
    }
  } finally {
    await client.close()
  }
}

function explain(said: string, { stateDirectory, port }: EmbeddedSettings): string {
  if (said.includes('Cannot lock file')) return `Another store already runs on ${stateDirectory}/clickhouse.`
  if (said.includes('Address already in use')) return `Port ${port} is taken: set EMBEDDED_CLICKHOUSE_PORT.`
  const cause = said.split('\n').find((line) => /Code: \d+|rror|cannot/.test(line))
  return `The embedded store ended at once: ${cause ?? (said.trim() || 'it said nothing')}`
}
