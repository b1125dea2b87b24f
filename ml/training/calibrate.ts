import type { Calibration } from '../score/manifest.ts'
import { probabilityOf } from '../score/fuse.ts'
import { fitIsotonic } from './isotonic.ts'
import type { LabelledScores } from './labelled-scores.ts'
import { fitPlatt } from './platt.ts'

/** Below it a staircase would follow single sessions; Platt's curve has two parameters (Niculescu-Mizil, Caruana 2005). */
const ISOTONIC_MIN_LABELS = 1000
const MIN_OF_EACH_KIND = 20
const FOLDS = 5
const RELIABILITY_BINS = 10

export const UNCALIBRATED: Calibration = { kind: 'none', points: [], brier: NaN, reliability: [] }

/** From anomaly scores to probabilities, judged on labels that each fold did not learn from. Too few labels: none. */
export function calibrate(labelled: LabelledScores): Calibration {
  const bots = labelled.is_bot.filter(Boolean).length
  const labels = labelled.is_bot.length
  if (Math.min(bots, labels - bots) < MIN_OF_EACH_KIND) return UNCALIBRATED
  const kind = labels >= ISOTONIC_MIN_LABELS ? 'isotonic' : 'platt'
  const fit = kind === 'isotonic' ? fitIsotonic : fitPlatt
  const unseen = new Float64Array(labels)
  for (let fold = 0; fold < FOLDS; fold++) {
    const points = fit(rowsWhere(labelled, (row) => row % FOLDS !== fold))
    for (let row = fold; row < labels; row += FOLDS) {
      unseen[row] = probabilityOf(labelled.scores[row] ?? NaN, { kind, points })
    }
  }
  return {
    kind,
    points: fit(labelled),
    brier: brierOf(unseen, labelled.is_bot),
    reliability: reliabilityOf(unseen, labelled.is_bot),
  }
}

/** Mean squared distance of the probability from what was (Brier 1950): 0 is perfect, 0.25 a coin. */
export function brierOf(probabilities: ArrayLike<number>, is_bot: readonly boolean[]): number {
  return is_bot.reduce((sum, bot, row) => sum + ((probabilities[row] ?? NaN) - Number(bot)) ** 2, 0) / is_bot.length
}

/** Of each tenth of the probabilities that holds any: what was said on average, and how often it was so. */
export function reliabilityOf(
  probabilities: ArrayLike<number>,
  is_bot: readonly boolean[],
): Calibration['reliability'] {
  const bins = Array.from({ length: RELIABILITY_BINS }, () => ({ predicted: 0, observed: 0, count: 0 }))
  is_bot.forEach((bot, row) => {
    const probability = probabilities[row] ?? NaN
    const bin = bins[Math.min(RELIABILITY_BINS - 1, Math.floor(probability * RELIABILITY_BINS))]
    if (bin === undefined) return
    bin.predicted += probability
    bin.observed += Number(bot)
    bin.count += 1
  })
  return bins
    .filter(({ count }) => count > 0)
    .map(({ predicted, observed, count }) => ({ predicted: predicted / count, observed: observed / count, count }))
}

function rowsWhere({ scores, is_bot, weights }: LabelledScores, wanted: (row: number) => boolean): LabelledScores {
  const rows = is_bot.map((_, row) => row).filter(wanted)
  return {
    scores: rows.map((row) => scores[row] ?? NaN),
    is_bot: rows.map((row) => is_bot[row] === true),
    weights: rows.map((row) => weights[row] ?? 1),
  }
}
