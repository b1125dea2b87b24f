import { quantileOf } from '#ml/train/quantile.ts'
import { processorTimeOf } from './processor-time.ts'
import type { Question } from './store-questions.ts'

export interface Latency {
  name: string
  p50_ms: number
  p95_ms: number
  /** Processor time of the store for one question: what a busy machine does not change. */
  processor_ms: number
}

const WARM_UP = 2
const RUNS = 20

/** How long each question takes once its data has been read before; one question at a time. */
export async function measureLatencies(questions: readonly Question[], store_pid: number): Promise<Latency[]> {
  const latencies: Latency[] = []
  for (const { name, ask } of questions) {
    for (let run = 0; run < WARM_UP; run += 1) await ask()
    const took: number[] = []
    const processor_before = processorTimeOf(store_pid)
    for (let run = 0; run < RUNS; run += 1) {
      const began = performance.now()
      await ask()
      took.push(performance.now() - began)
    }
    const processor_ms = (processorTimeOf(store_pid) - processor_before) / RUNS / 1000
    const sorted = Float64Array.from(took).sort()
    latencies.push({ name, p50_ms: quantileOf(sorted, 0.5), p95_ms: quantileOf(sorted, 0.95), processor_ms })
  }
  return latencies
}
