import type { Candidate } from '../baseline.ts'
import { splitByTime } from './split-by-time.ts'

/** Share of the sessions, oldest first, that voices learn from. */
const TRAINING_SHARE = 0.8
/** Share of the labels, oldest first of each kind, that the supervised voice learns from; half of the rest weighs the voices. */
const LABEL_SHARE = 0.7

/** Who learns from what. */
export interface Lesson {
  /** Ordinary sessions to learn from; held and tuning labels are not among them. */
  training: Candidate[]
  /** Ordinary sessions, none older than any of the training. */
  validation: Candidate[]
  /** What rules, challenges and scanners' names gave away; nothing learns from them. */
  machines: readonly Candidate[]
  labels: {
    /** For the supervised voice. */
    training: Candidate[]
    /** For the weights of the voices. */
    tuning: Candidate[]
    /** For probability and for the comparison with the model before; nothing has learnt from them. */
    held: Candidate[]
  }
}

export function planLesson(
  baseline: readonly Candidate[],
  labelled: readonly Candidate[],
  machines: readonly Candidate[] = [],
): Lesson {
  const kinds = (['human', 'bot'] as const).map((kind) => {
    const { training, validation } = splitByTime(
      labelled.filter(({ label }) => label?.label === kind),
      startOf,
      LABEL_SHARE,
    )
    const { training: tuning, validation: held } = splitByTime(validation, startOf, 0.5)
    return { training, tuning, held }
  })
  const labels = {
    training: kinds.flatMap((kind) => kind.training),
    tuning: kinds.flatMap((kind) => kind.tuning),
    held: kinds.flatMap((kind) => kind.held),
  }
  const unseen = new Set([...labels.tuning, ...labels.held].map(({ row }) => row.session_id))
  const { training, validation } = splitByTime(baseline, startOf, TRAINING_SHARE)
  const taught = new Set(labelled.map(({ row }) => row.session_id))
  return {
    training: training.filter(({ row }) => !unseen.has(row.session_id)),
    validation,
    machines: machines.filter(({ row }) => !taught.has(row.session_id)),
    labels,
  }
}

function startOf({ row }: Candidate): string {
  return row.started_at
}
