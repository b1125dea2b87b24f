import { readingWords } from '#db/model/feature-scale.ts'
import { COHERENCE_FEATURE, featureWords } from '#db/model/feature-words.ts'
import type { SessionExplanation } from '#db/model/explanation.ts'
import type { ScoreModel, SessionDetail, SessionScore } from '#db/model/session-detail.ts'
import type { ThreatLevel } from '#db/model/threat-level.ts'
import { countWords } from '#components/text/number-words.ts'

/** Fewer sessions than this give no place among them. */
const FEW = 20

export function percentileWords(percentile: SessionDetail['percentile'], { threat_level }: SessionScore): string {
  if (percentile === null) return 'No other session of the day has a score to compare with.'
  const { share, sessions } = percentile
  const percent = share * 100
  const words = percent > 99.9 && percent < 100 ? '> 99.9' : percent.toFixed(percent > 99 ? 1 : 0)
  const decided =
    threat_level === 'KNOWN_BOT' || threat_level === 'ANUBIS_DENY' ? 'The score did not decide this. ' : ''
  if (sessions < FEW)
    return `${decided}Only ${countWords(sessions)} ${sessions === 1 ? 'was' : 'were'} scored in the 24 hours up to it: too few to rank it.`
  return `${decided}Scores higher than ${words} % of the ${countWords(sessions)} scored in the 24 hours up to it.`
}

export function probabilityWords(score: SessionScore, model: ScoreModel | null): string {
  if (score.bot_probability !== null)
    return `Calibrated probability of a bot: ${Math.round(score.bot_probability * 100)} %.`
  if (model === null) return 'No probability: the model that scored it is gone.'
  return 'No probability: this model had too few labelled sessions to be calibrated.'
}

/** Where the model comes from, when that should temper its word; empty for the site's own. */
export function lessonWords(model: ScoreModel | null): string {
  if (model?.origin !== 'bundled') return ''
  const whose = model.population === '' ? 'other traffic' : model.population
  return `It learnt from ${whose}, not from this site: what is ordinary here may look odd to it.`
}

/** A value beside people's: both sides of a bar. */
export function reasonReading(feature: string, value: number | null): string {
  if (value === null) return 'not known'
  return feature === COHERENCE_FEATURE ? `${Math.round(value * 100)} %` : readingWords(feature, value)
}

export function contributionWords(contribution: number): string {
  const size = Math.abs(contribution)
  return `${contribution > 0 ? '+' : '−'}${size.toFixed(size < 0.1 ? 3 : 2)}`
}

/** `Without this: … the score would have been 0.31 (Normal).` */
export function counterfactualWords(explanation: SessionExplanation, level: (score: number) => string): string {
  const { counterfactual, counterfactual_score } = explanation
  if (counterfactual_score === null || counterfactual.length === 0) {
    return 'No small change makes it ordinary: too many features are unlike people’s.'
  }
  const parts = counterfactual.map(({ feature, human_value }) =>
    feature === COHERENCE_FEATURE
      ? 'a fingerprint that fits its claim'
      : `${featureWords(feature)} ${reasonReading(feature, human_value)}`,
  )
  const score = counterfactual_score.toFixed(2)
  return `With ${listOf(parts)}, as people have, the score would have been ${score} (${level(counterfactual_score)}).`
}

function listOf(parts: readonly string[]): string {
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}

/** The level of a score by a model's thresholds. */
export function levelBy(score: number, thresholds: ScoreModel['thresholds'] | undefined): ThreatLevel {
  if (thresholds === undefined) return 'NORMAL'
  for (const level of ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const) if (score > thresholds[level]) return level
  return 'NORMAL'
}
