import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { Unavailable } from '#db/model/errors.ts'
import { projectRoot } from '../project-root.ts'
import { detectorEnvironment } from './config.ts'
import { Word, type Memory } from './message.ts'
import { refusalOf } from './refusal-of.ts'
import { TASKS, type DetectorTasks, type TaskName } from './task.ts'

const FIRST_DELAY_MS = 1000
const LONGEST_DELAY_MS = 30_000
/** A process that lived this long starts again without delay history. */
const STEADY_MS = 60_000

interface Waiting {
  resolve: (result: unknown) => void
  reject: (cause: Error) => void
}

/** What Health tells of the process. */
export interface DetectorState extends Memory {
  state: 'not_started' | 'idle' | 'working' | 'restarting'
  pid: number | null
  restarts: number
  /** Why it last ended by itself; empty when it never did. */
  last_end: string
  /** Why boosted trees cannot be trained here; null when they can, or nobody asked yet. */
  xgboost_problem: string | null
}

/**
 * A child process that does the detector's tasks. It starts at the first one, again with growing delay after it died,
 * and ends with this process, even by kill -9.
 */
export class DetectorProcess {
  private child: ChildProcess | undefined
  private started_at = 0
  private not_before = 0
  private delay_ms = FIRST_DELAY_MS
  private starting: Promise<ChildProcess> | undefined
  private stopping = false
  private next_id = 0
  private restarts = 0
  private last_end = ''
  private xgboost_problem: string | null = null
  private memory: Memory = { rss_bytes: 0, rss_bytes_max: 0 }
  private readonly waiting = new Map<number, Waiting>()
  private readonly environment: Record<string, string>

  /** `environment`: variables on top of this process's own. */
  constructor(environment: Record<string, string> = {}) {
    this.environment = environment
  }

  get state(): DetectorState {
    const { restarts, last_end, xgboost_problem } = this
    const alive = this.child !== undefined
    const state = alive ? (this.waiting.size > 0 ? 'working' : 'idle') : last_end === '' ? 'not_started' : 'restarting'
    return { state, pid: this.child?.pid ?? null, restarts, last_end, xgboost_problem, ...this.memory }
  }

  /** The task's result; refused like the task itself, or Unavailable when the process died meanwhile. */
  async run<T extends TaskName>(task: T, options: DetectorTasks[T]['options']): Promise<DetectorTasks[T]['result']> {
    const child = await this.running()
    const { result, minutes_max } = TASKS[task]
    const id = this.next_id++
    const answered = new Promise<unknown>((resolve, reject) => this.waiting.set(id, { resolve, reject }))
    const patience = setTimeout(() => child.kill('SIGKILL'), minutes_max * 60_000)
    this.hold()
    try {
      child.send({ id, task, options }, (error) => {
        if (error !== null) this.settle(id, (waiting) => waiting.reject(new Unavailable(error.message)))
      })
      return result.parse(await answered)
    } finally {
      clearTimeout(patience)
    }
  }

  async stop(): Promise<void> {
    this.stopping = true
    const { child } = this
    if (child === undefined) return
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
    child.kill('SIGKILL')
    await gone
  }

  private running(): Promise<ChildProcess> {
    if (this.child !== undefined && this.starting === undefined) return Promise.resolve(this.child)
    this.starting ??= this.start().finally(() => (this.starting = undefined))
    return this.starting
  }

  private async start(): Promise<ChildProcess> {
    await delay(Math.max(0, this.not_before - Date.now()))
    const root = projectRoot()
    // An absolute loader: the working directory may be another one.
    const loader = pathToFileURL(
      join(/* turbopackIgnore: true */ root, 'node_modules', 'tsx', 'dist', 'loader.mjs'),
    ).href
    const program = join(/* turbopackIgnore: true */ root, 'ml', 'detector', 'process.ts')
    const child = spawn(process.execPath, ['--import', loader, program, String(process.pid)], {
      env: detectorEnvironment(this.environment),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // Dates and typed arrays pass whole.
      serialization: 'advanced',
    })
    this.child = child
    this.started_at = Date.now()
    const ready = new Promise<ChildProcess>((resolve, reject) => {
      child.on('message', (message) => {
        // Files may be newer than this process, after an update: what we do not understand is not for us.
        const word = Word.safeParse(message).data
        if (word?.kind === 'ready') resolve(child)
        else if (word !== undefined) this.hear(word)
      })
      child.once('error', (error) => reject(new Unavailable(`The detector does not start: ${error.message}`)))
      child.once('close', (code, signal) => {
        this.onEnd(child, signal ?? `exit code ${String(code)}`)
        reject(new Unavailable(`The detector ended as it started (${signal ?? `exit code ${String(code)}`}).`))
      })
    })
    return ready
  }

  private hear(word: Exclude<Word, { kind: 'ready' }>): void {
    if (word.kind === 'memory') {
      this.memory = { rss_bytes: word.rss_bytes, rss_bytes_max: word.rss_bytes_max }
      return
    }
    if (word.kind === 'voices') {
      this.xgboost_problem = word.xgboost_problem
      return
    }
    this.settle(word.id, ({ resolve, reject }) => {
      if (word.kind === 'answer') resolve(word.result)
      else reject(refusalOf(word.name, word.message))
    })
  }

  private settle(id: number, how: (waiting: Waiting) => void): void {
    const waiting = this.waiting.get(id)
    this.waiting.delete(id)
    if (waiting !== undefined) how(waiting)
    this.hold()
  }

  /** Only work under way keeps this process alive. */
  private hold(): void {
    const { child } = this
    if (this.waiting.size > 0) {
      child?.ref()
      child?.channel?.ref()
    } else {
      child?.unref()
      child?.channel?.unref()
    }
  }

  private onEnd(child: ChildProcess, cause: string): void {
    if (this.child !== child) return
    this.child = undefined
    if (this.stopping) this.delay_ms = 0
    else {
      if (Date.now() - this.started_at > STEADY_MS) this.delay_ms = FIRST_DELAY_MS
      this.restarts += 1
      this.last_end = cause
      this.not_before = Date.now() + this.delay_ms
      this.delay_ms = Math.min(this.delay_ms * 2, LONGEST_DELAY_MS)
    }
    for (const { reject } of this.waiting.values()) {
      reject(new Unavailable(`The detector ended (${cause}) at its work; it starts again.`))
    }
    this.waiting.clear()
  }
}
