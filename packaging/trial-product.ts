import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from '#db/clickhouse/embedded/free-port.ts'
import { childEnvironment, projectRoot } from './config.ts'

const UP = /^Vigie is up: (\S+)/
const SETUP = /(https?:\/\/\S+\/setup\?token=\S+)/
const START_LIMIT_MS = 240_000

/** A whole product of its own, as `npm start` makes it, on free ports and in a state directory that goes away with it. */
export interface TrialProduct {
  url: string
  setupUrl: string
  /** What other processes need to meet it: state directory and ports. */
  environment: Record<string, string>
  /** Everything that it printed. */
  output: () => string
  process: ChildProcess
  /** Ctrl-C: resolves with the exit code. */
  stop: () => Promise<number | null>
  /** Starts once more on the same state. */
  restart: () => Promise<TrialProduct>
  /** Forgets the state directory. */
  discard: () => void
}

/** `environment`: settings of an operator, which go before the trial's own. */
export async function startTrialProduct(
  options: { stateDirectory?: string; environment?: Record<string, string> } = {},
): Promise<TrialProduct> {
  const state = options.stateDirectory ?? mkdtempSync(path.join(tmpdir(), 'vigie-trial-'))
  const [port, storePort] = await Promise.all([freePort(), freePort()])
  const environment: Record<string, string> = {
    VIGIE_STATE_DIR: state,
    PORT: String(port),
    EMBEDDED_CLICKHOUSE_PORT: String(storePort),
    ...options.environment,
  }
  const child = spawn(process.execPath, ['packaging/bootstrap.mjs', 'start'], {
    cwd: projectRoot,
    env: childEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const lines: string[] = []
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not up in time:\n${lines.join('\n')}`)), START_LIMIT_MS)
    void exited.then(() => reject(new Error(`ended before it was up:\n${lines.join('\n')}`)))
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line)
        const up = UP.exec(line)?.[1]
        if (up === undefined) return
        clearTimeout(late)
        resolve(up)
      })
    }
  })
  const stop = async () => {
    child.kill('SIGTERM')
    return exited
  }
  return {
    url,
    get setupUrl() {
      return SETUP.exec(lines.join('\n'))?.[1] ?? ''
    },
    environment,
    output: () => lines.join('\n'),
    process: child,
    stop,
    restart: async () => startTrialProduct({ ...options, stateDirectory: state }),
    discard: () => rmSync(state, { recursive: true, force: true }),
  }
}
