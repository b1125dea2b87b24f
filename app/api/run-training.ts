import { runInDetector } from '#ml/detector/run-in-detector.ts'
import type { TrainingResult } from '#ml/training/training-result.ts'

/** One training in a process of its own; refused while another one is under way, and when there are too few sessions. */
export function runTraining(): Promise<TrainingResult> {
  return runInDetector({ task: 'train', options: {} })
}
