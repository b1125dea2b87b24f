import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Matrix } from '../train/matrix.ts'

/** A forest's hyperplanes are all worked out at once: 512 rows × 30,000 planes are 60 MB. */
const BATCH_ROWS = 512

/** A voice's ONNX file, ready to score. It works in the calling thread and lets others have their turn between batches. */
export class VoiceRunner {
  readonly #session: InferenceSession

  private constructor(session: InferenceSession) {
    this.#session = session
  }

  static async open(onnx: Uint8Array): Promise<VoiceRunner> {
    const session = await InferenceSession.create(onnx, {
      intraOpNumThreads: availableParallelism(),
      interOpNumThreads: 1,
      // Threads that spin while they wait would take the processor from others.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    })
    return new VoiceRunner(session)
  }

  /** Scores in the order of the rows; gaps are NaN. */
  async score({ values, rows, columns }: Matrix): Promise<Float32Array> {
    const scores = new Float32Array(rows)
    for (let from = 0; from < rows; from += BATCH_ROWS) {
      const end = Math.min(from + BATCH_ROWS, rows)
      const features = new Tensor('float32', values.subarray(from * columns, end * columns), [end - from, columns])
      const { score } = await this.#session.run({ features })
      if (!(score?.data instanceof Float32Array)) throw new Error('the voice has no output named score')
      scores.set(score.data, from)
      await setImmediate()
    }
    return scores
  }

  async close(): Promise<void> {
    await this.#session.release()
  }
}
