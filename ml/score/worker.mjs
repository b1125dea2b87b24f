// Plain JavaScript: it must start the same under Node, tsx, Vitest and a bundled server, without a compiler.
import { parentPort, workerData } from 'node:worker_threads'
import ort from 'onnxruntime-node'

/** @typedef {{ id: number, values: Float32Array, rows: number, columns: number }} Batch */

const session = ort.InferenceSession.create(workerData.model, {
  intraOpNumThreads: workerData.threads,
  interOpNumThreads: 1,
  // Threads that spin while they wait would take the processor from the web server.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
})

if (parentPort === null) throw new Error('worker.mjs runs only as a worker thread')
const port = parentPort

port.on('message', async (/** @type {Batch} */ { id, values, rows, columns }) => {
  try {
    const { anomaly_score } = await (
      await session
    ).run({ features: new ort.Tensor('float32', values, [rows, columns]) })
    if (anomaly_score === undefined) throw new Error('the model has no output anomaly_score')
    const scores = Float32Array.from(anomaly_score.data)
    port.postMessage({ id, scores }, [scores.buffer])
  } catch (error) {
    port.postMessage({ id, problem: error instanceof Error ? error.message : String(error) })
  }
})
