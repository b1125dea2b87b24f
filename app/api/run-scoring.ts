import { Conflict } from '#db/model/errors.ts'
import { runScoringCycle } from '#ml/score/run-scoring-cycle.ts'

type Cycle = Awaited<ReturnType<typeof runScoringCycle>>

declare global {
  // The schedule and the route are bundled apart; they must not score at the same time.
  var vigie_scoring: Promise<Cycle> | undefined
}

/** One cycle at a time in this process. */
export async function runScoring(): Promise<Cycle> {
  if (globalThis.vigie_scoring !== undefined) throw new Conflict('Scoring is under way.')
  try {
    globalThis.vigie_scoring = runScoringCycle()
    return await globalThis.vigie_scoring
  } finally {
    globalThis.vigie_scoring = undefined
  }
}
