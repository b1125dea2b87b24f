import type { LabelledScores } from './labelled-scores.ts'
import { fitLogistic } from './fit-logistic.ts'

const POINTS = 101

/** Platt's sigmoid (Platt 1999, with his targets a little inside 0 and 1), at 101 scores: between them a straight line is nearer than 1e-3. */
export function fitPlatt({ scores, is_bot, weights }: LabelledScores): [score: number, probability: number][] {
  const bots = is_bot.filter(Boolean).length
  const high = (bots + 1) / (bots + 2)
  const low = 1 / (is_bot.length - bots + 2)
  const { weights: found, intercept } = fitLogistic(
    is_bot.map((_, row) => [scores[row] ?? NaN]),
    is_bot.map((bot) => (bot ? high : low)),
    { sample_weights: weights, penalty: 1e-6 },
  )
  // Scores that rise with innocence say nothing: then everyone gets the share of bots.
  const rising = Math.max(0, found[0] ?? 0)
  const middle = rising === 0 ? Math.log(bots / (is_bot.length - bots)) : intercept
  return Array.from({ length: POINTS }, (_, at) => {
    const score = at / (POINTS - 1)
    return [score, 1 / (1 + Math.exp(-(middle + rising * score)))]
  })
}
