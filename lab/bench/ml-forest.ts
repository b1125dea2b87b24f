import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { VoiceRunner } from '#ml/score/voice-runner.ts'
import { trainEif } from '#ml/train/eif.ts'
import { imputeMedians } from '#ml/train/impute-medians.ts'
import type { Matrix } from '#ml/train/matrix.ts'
import { scalingOf } from '#ml/train/scaling.ts'
import { timed } from './timed.ts'

const FOREST = { n_estimators: 200, max_samples: 256 }
const ROUNDS = 5

/** By the clock, and of all processors together: what else the machine does counts less in the latter. */
const Times = z.object({
  train_ms: z.number(),
  score_ms: z.number(),
  train_processor_ms: z.number(),
  score_processor_ms: z.number(),
})
type Times = z.infer<typeof Times>

const PEER = `
import json, sys, time
import numpy
from sklearn.ensemble import IsolationForest
rows = numpy.fromfile(sys.argv[1], dtype=numpy.float32).reshape(-1, int(sys.argv[2]))
forest = IsolationForest(n_estimators=${FOREST.n_estimators}, max_samples=${FOREST.max_samples}, random_state=int(sys.argv[3]))
def times(step):
    clock, processor = time.perf_counter(), time.process_time()
    step()
    return (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000
train = times(lambda: forest.fit(rows))
score = times(lambda: forest.score_samples(rows))
print(json.dumps({"train_ms": train[0], "score_ms": score[0], "train_processor_ms": train[1], "score_processor_ms": score[1]}))
`

/** Extended Isolation Forest here against scikit-learn's Isolation Forest, in turn, on the same rows; the peer gets them without gaps. */
export async function benchForest(matrix: Matrix): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-bench-'))
  const ours: Times[] = []
  const peers: Times[] = []
  try {
    const file = join(folder, 'rows.f32')
    const filled = imputeMedians(matrix, scalingOf(matrix).medians)
    writeFileSync(file, new Uint8Array(filled.values.buffer))
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await timeEif(matrix, round))
      const peer = timePeer(file, matrix.columns, round)
      if (typeof peer === 'string') {
        console.log(`  no comparison: ${peer}`)
        break
      }
      peers.push(peer)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  console.log(`  ${FOREST.n_estimators} trees of ${FOREST.max_samples} rows, median of ${ours.length} turns each:`)
  for (const step of ['train', 'score'] as const) {
    const clock = compare(`${step}_ms`, ours, peers)
    console.log(`  EIF ${step}: ${clock}; ${compare(`${step}_processor_ms`, ours, peers)}`)
  }
}

async function timeEif(matrix: Matrix, random_state: number): Promise<Times> {
  const feature_names = Array.from({ length: matrix.columns }, (_, column) => `column_${column}`)
  const { result: voice, ...train } = await timed(() => trainEif(matrix, { ...FOREST, feature_names, random_state }))
  const score = await timed(async () => {
    const runner = await VoiceRunner.open(voice.onnx)
    await runner.score(matrix)
    await runner.close()
  })
  return {
    train_ms: train.clock_ms,
    score_ms: score.clock_ms,
    train_processor_ms: train.processor_ms,
    score_processor_ms: score.processor_ms,
  }
}

/** Debian's Python: another one first in PATH has other packages. */
function timePeer(file: string, columns: number, random_state: number): Times | string {
  const run = spawnSync('/usr/bin/python3', ['-c', PEER, file, String(columns), String(random_state)], {
    encoding: 'utf8',
  })
  if (run.status === 0) return Times.parse(JSON.parse(run.stdout))
  return run.error?.message ?? run.stderr.trim().split('\n').at(-1) ?? 'python3 failed'
}

function compare(step: keyof Times, ours: readonly Times[], peers: readonly Times[]): string {
  const own = medianOf(ours, step)
  const peer = medianOf(peers, step)
  const kind = step.includes('processor') ? 'processor time' : 'clock'
  const compared = peers.length === 0 ? '' : `, scikit-learn ${Math.round(peer)} ms, ratio ${(own / peer).toFixed(2)}`
  return `${kind} ${Math.round(own)} ms${compared}`
}

function medianOf(times: readonly Times[], step: keyof Times): number {
  const sorted = times.map((each) => each[step]).sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? NaN
}
