import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { workerPath } from '../project-root.ts'
import { sliceRows, type Matrix } from '../train/matrix.ts'

const BATCH_ROWS = 4096

const Answer = z.object({
  id: z.number(),
  scores: z.instanceof(Float32Array).optional(),
  problem: z.string().optional(),
})

interface Waiting {
  resolve: (scores: Float32Array) => void
  reject: (cause: Error) => void
}

/** One ONNX model in a thread of its own: a run would otherwise hold the event loop for its whole length. */
export class Scorer {
  private readonly worker: Worker
  private readonly waiting = new Map<number, Waiting>()
  private next_id = 0
  private ended: Error | undefined

  constructor(model: Uint8Array) {
    const threads = Math.max(1, availableParallelism() - 1)
    // An empty execArgv keeps a loader of the parent (tsx) out of the thread.
    this.worker = new Worker(/* turbopackIgnore: true */ workerPath(), { workerData: { model, threads }, execArgv: [] })
    this.worker.on('message', (message) => this.settle(message))
    this.worker.on('error', (error) => this.end(error instanceof Error ? error : new Error(String(error))))
    this.worker.on('exit', () => this.end(new Error('the scoring thread has ended')))
    this.worker.unref()
  }

  get usable(): boolean {
    return this.ended === undefined
  }

  /** Scores in the order of the rows; gaps are NaN. */
  async score(matrix: Matrix): Promise<Float32Array> {
    const scores = new Float32Array(matrix.rows)
    for (let from = 0; from < matrix.rows; from += BATCH_ROWS) {
      scores.set(await this.scoreBatch(sliceRows(matrix, from, from + BATCH_ROWS)), from)
    }
    return scores
  }

  async close(): Promise<void> {
    await this.worker.terminate()
  }

  private scoreBatch({ values, rows, columns }: Matrix): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      if (this.ended !== undefined) {
        reject(this.ended)
        return
      }
      const id = this.next_id++
      this.waiting.set(id, { resolve, reject })
      // Only work under way keeps the process alive.
      this.worker.ref()
      this.worker.postMessage({ id, values, rows, columns })
    })
  }

  private settle(message: unknown): void {
    const { id, scores, problem } = Answer.parse(message)
    const waiting = this.waiting.get(id)
    this.waiting.delete(id)
    if (this.waiting.size === 0) this.worker.unref()
    if (scores !== undefined) waiting?.resolve(scores)
    else waiting?.reject(new Error(problem ?? 'the scoring thread gave no answer'))
  }

  private end(cause: Error): void {
    this.ended ??= cause
    for (const { reject } of this.waiting.values()) reject(cause)
    this.waiting.clear()
  }
}
