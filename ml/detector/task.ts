import { z } from 'zod'
import { SessionExplanation } from '#db/model/explanation.ts'
import { SessionId } from '#db/model/session.ts'
import { CycleOptions, CycleResult } from '../score/cycle-result.ts'
import { TrainingOptions, TrainingResult } from '../training/training-result.ts'

const ExplainOptions = z.object({ session_id: SessionId })
const ExplainResult = z.object({ explanation: SessionExplanation.nullable() })

/** What the detector does for others. Options and results cross between processes: plain data, dates among it. */
export interface DetectorTasks {
  score: { options: CycleOptions; result: CycleResult }
  explain: { options: z.infer<typeof ExplainOptions>; result: z.infer<typeof ExplainResult> }
  train: { options: TrainingOptions; result: TrainingResult }
}
export type TaskName = keyof DetectorTasks

interface Task<O, R> {
  options: z.ZodType<O>
  result: z.ZodType<R>
  /** A process of its own, which ends with the task; else the one that lives on. */
  own_process: boolean
  /** A task that takes longer is taken for hung, and its process is killed. */
  minutes_max: number
}

export const TASKS: { [T in TaskName]: Task<DetectorTasks[T]['options'], DetectorTasks[T]['result']> } = {
  score: { options: CycleOptions, result: CycleResult, own_process: false, minutes_max: 15 },
  explain: { options: ExplainOptions, result: ExplainResult, own_process: false, minutes_max: 1 },
  train: { options: TrainingOptions, result: TrainingResult, own_process: true, minutes_max: 60 },
}
