import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import type { Readable } from 'node:stream'
import { projectRoot } from './config.ts'

/** A child that ends with this code says "I cannot run here": restarting would not help (sysexits.h EX_CONFIG). */
const EXIT_CANNOT_RUN = 78
const POLL_MS = 100
const FIRST_DELAY_MS = 1000
const LONGEST_DELAY_MS = 30_000
/** A child that lived this long starts again without delay history. */
const STEADY_MS = 60_000

export interface ChildSpec {
  name: string
  command: string
  args: readonly string[]
  env: NodeJS.ProcessEnv
  logFile: string
  /** Answers 2xx once the child is ready; or the start of a line that it prints then. */
  ready: { url: string } | { line: string }
  /** The port that it listens on, and the variable that changes it. */
  port?: number
  portVariable?: string
  /** How long an orderly end may take before the child is killed. */
  stopMs: number
}

/** Starts a process, starts it again with growing delay when it dies, and stops it in order. */
export class SupervisedChild {
  readonly #spec: ChildSpec
  readonly #report: (line: string) => void
  #process: ChildProcess | undefined
  #stopping = false
  #delay_ms = FIRST_DELAY_MS
  #restart: NodeJS.Timeout | undefined
  #lastLine = 'no last words'

  constructor(spec: ChildSpec, report: (line: string) => void) {
    this.#spec = spec
    this.#report = report
  }

  get name(): string {
    return this.#spec.name
  }

  /** Resolves true when ready, false when it ended first; later deaths are handled by restarting. */
  async start(): Promise<boolean> {
    const { ready } = this.#spec
    const child = this.#spawn()
    const ended = new Promise<boolean>((resolve) => child.once('close', () => resolve(false)))
    return Promise.race([ended, 'url' in ready ? this.#answers(child, ready.url) : this.#says(child, ready.line)])
  }

  async stop(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#restart)
    const child = this.#process
    if (child?.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
    child.kill('SIGTERM')
    const impatience = setTimeout(() => {
      this.#report(`${this.#spec.name}: did not end within ${this.#spec.stopMs / 1000} s, killed`)
      child.kill('SIGKILL')
    }, this.#spec.stopMs)
    await gone
    clearTimeout(impatience)
  }

  async #answers(child: ChildProcess, url: string): Promise<boolean> {
    while (child.exitCode === null && child.signalCode === null) {
      const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined)
      if (answer?.ok === true) return true
      await delay(POLL_MS)
    }
    return false
  }

  #says(child: ChildProcess, beginning: string): Promise<boolean> {
    return new Promise((resolve) => {
      const lines = child.stderr === null ? undefined : createInterface({ input: child.stderr })
      lines?.on('line', (line) => {
        if (line.startsWith(beginning)) resolve(true)
      })
    })
  }

  #spawn(): ChildProcess {
    const spec = this.#spec
    const began = Date.now()
    const log = createWriteStream(spec.logFile, { flags: 'a', mode: 0o600 })
    // A process group of its own: a terminal's Ctrl-C must reach the supervisor alone, which then stops in order.
    const child = spawn(spec.command, spec.args, {
      cwd: projectRoot,
      env: spec.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    })
    this.#process = child
    this.#keep(child.stdout, log)
    this.#keep(child.stderr, log)
    child.once('error', (error) => this.#report(`${spec.name}: ${error.message}`))
    // Not `exit`: its pipes may still hold last words then.
    child.once('close', (code, signal) => {
      log.end()
      this.#onExit(code, signal, Date.now() - began)
    })
    return child
  }

  #keep(stream: Readable, log: NodeJS.WritableStream): void {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() !== '') this.#lastLine = line.replace(`${this.#spec.name}: `, '')
      log.write(`${new Date().toISOString()} ${line}\n`)
    })
  }

  #onExit(code: number | null, signal: NodeJS.Signals | null, lived_ms: number): void {
    if (this.#stopping) return
    if (code === EXIT_CANNOT_RUN) {
      this.#report(`${this.#spec.name}: ${this.#lastLine}`)
      return
    }
    if (lived_ms > STEADY_MS) this.#delay_ms = FIRST_DELAY_MS
    const cause = signal ?? `exit code ${String(code)}`
    const seconds = this.#delay_ms / 1000
    this.#report(`${this.#spec.name}: ended (${cause}): ${this.#lastLine}; starts again in ${seconds} s`)
    this.#restart = setTimeout(() => {
      void this.start().then((ready) => {
        if (ready) this.#report(`${this.#spec.name}: is back`)
      })
    }, this.#delay_ms)
    this.#delay_ms = Math.min(this.#delay_ms * 2, LONGEST_DELAY_MS)
  }
}
