import { readingWords } from '#db/model/feature-scale.ts'
import { COHERENCE_FEATURE, featureWords } from '#db/model/feature-words.ts'
import type { Reason } from './explanation.ts'

/** A sentence of more parts is not read. */
const PARTS_MAX = 3

/**
 * The strongest reasons in plain words, e.g. `Accept-Language absent: 100 % (people with Chrome: 0 %); …`. Nothing in it
 * comes from the session's own text.
 */
export function reasonSentence(reasons: readonly Reason[], whose: string, unfit_axes: readonly string[]): string {
  const parts = reasons
    .filter(({ contribution }) => contribution > 0)
    .slice(0, PARTS_MAX)
    .map((reason) => partOf(reason, whose, unfit_axes))
  if (parts.length === 0) return 'No single feature stands out: it is unusual as a whole.'
  const sentence = parts.join('; ')
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`
}

function partOf({ feature, value, human_median }: Reason, whose: string, unfit_axes: readonly string[]): string {
  if (feature === COHERENCE_FEATURE) {
    return unfit_axes.length === 0
      ? 'what it claims and what it shows do not fit together'
      : `what it claims does not fit its ${listOf(unfit_axes)}`
  }
  const own = Number.isNaN(value) ? 'not known' : readingWords(feature, value)
  const theirs = Number.isNaN(human_median) ? 'not known' : readingWords(feature, human_median)
  return `${featureWords(feature)}: ${own} (${whose}: ${theirs})`
}

function listOf(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
