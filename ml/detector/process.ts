import { readdirSync } from 'node:fs'
import { setPriority } from 'node:os'
import { Worker } from 'node:worker_threads'
import { xgboostProblem } from '../train/xgboost-library.ts'
import { Question, type Word } from './message.ts'
import { TASKS, type DetectorTasks, type TaskName } from './task.ts'

// The detector process: computes what would hold the web process's event loop. Started by DetectorProcess with its
// process id as the one argument, asked over the channel; it ends when that process is gone.

const NICE = 5
const MEMORY_MS = 2000

const RUN: { [T in TaskName]: (options: DetectorTasks[T]['options']) => Promise<DetectorTasks[T]['result']> } = {
  score: async (options) => (await import('../score/run-scoring-cycle.ts')).runScoringCycle(options),
  explain: async ({ session_id }) => ({
    explanation: await (await import('../explain/explain-session.ts')).explainSession(session_id),
  }),
  train: async (options) => (await import('../training/train-models.ts')).trainModels(options, console.log),
}

function say(word: Word): void {
  if (process.connected) process.send?.(word)
}

async function answer({ id, task, options }: Question): Promise<void> {
  try {
    const result = await run(nameOf(task), options)
    sayMemory()
    say({ kind: 'answer', id, result })
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    say({ kind: 'failure', id, name: error instanceof Error ? error.constructor.name : name, message })
  }
}

async function run<T extends TaskName>(task: T, options: unknown): Promise<DetectorTasks[T]['result']> {
  return RUN[task](TASKS[task].options.parse(options))
}

function nameOf(text: string): TaskName {
  for (const name of ['score', 'explain', 'train'] as const) if (name === text) return name
  throw new Error(`${text} is no task of the detector`)
}

function sayMemory(): void {
  // maxRSS is told in KB.
  say({ kind: 'memory', rss_bytes: process.memoryUsage.rss(), rss_bytes_max: process.resourceUsage().maxRSS * 1024 })
}

/** Priority belongs to a thread: those of V8 run already, those of ONNX Runtime inherit from this one. */
function stepBack(): void {
  for (const thread of readdirSync('/proc/self/task')) setPriority(Number(thread), NICE)
}

stepBack()
new Worker(new URL('./parent-watch.mjs', import.meta.url), {
  workerData: { parent: Number(process.argv[2]) },
  execArgv: [],
}).unref()
process.on('disconnect', () => process.exit(0))
process.on('message', (message) => void answer(Question.parse(message)))
setInterval(sayMemory, MEMORY_MS).unref()
sayMemory()
say({ kind: 'ready' })
say({ kind: 'voices', xgboost_problem: xgboostProblem() })
