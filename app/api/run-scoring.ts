import { Conflict } from '#db/model/errors.ts'
import { runInDetector } from '#ml/detector/run-in-detector.ts'
import type { CycleResult } from '#ml/score/cycle-result.ts'

/** One scoring cycle in the detector; refused while another one is under way, here or in another process. */
export async function runScoring(): Promise<CycleResult> {
  const cycle = await runInDetector({ task: 'score', options: {} })
  if (cycle.state === 'busy') throw new Conflict(cycle.detail)
  return cycle
}
