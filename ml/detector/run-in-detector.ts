import { DetectorProcess, type DetectorState } from './detector-process.ts'
import { TASKS, type DetectorTasks, type TaskName } from './task.ts'

declare global {
  // Routes and schedule are bundled apart: what must exist once per process lives here.
  var vigie_detector: DetectorProcess | undefined
}

/** Does a task away from this process's event loop: in the detector that lives on, or in one that ends with the task. */
export async function runInDetector<T extends TaskName>(asked: {
  task: T
  options: DetectorTasks[T]['options']
}): Promise<DetectorTasks[T]['result']> {
  const { task, options } = asked
  if (!TASKS[task].own_process) return livingDetector().run(task, options)
  const detector = new DetectorProcess()
  try {
    return await detector.run(task, options)
  } finally {
    await detector.stop()
  }
}

export function detectorState(): DetectorState {
  return livingDetector().state
}

function livingDetector(): DetectorProcess {
  return (globalThis.vigie_detector ??= new DetectorProcess())
}
