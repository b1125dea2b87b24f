import type { Manifest } from '../score/manifest.ts'

export interface HumanMedians {
  /** Of the manifest's features in their order; NaN where nobody knew one. */
  medians: readonly number[]
  /** Whose medians these are, for a sentence: `people with Chrome`. */
  whose: string
}

/** A family's name is Vigie's own word; anything longer or odder is a stranger's. */
const FAMILY = /^[A-Za-z][A-Za-z0-9 ._+-]{0,39}$/

/** Those of people with the claimed browser; where the model met too few of them, those of all. */
export function humanMediansOf(
  { human_medians, baseline }: Pick<Manifest, 'human_medians' | 'baseline'>,
  claimed_browser: string,
): HumanMedians {
  const own = Object.hasOwn(human_medians, claimed_browser) ? human_medians[claimed_browser] : undefined
  if (own !== undefined && FAMILY.test(claimed_browser))
    return { medians: own, whose: `people with ${claimed_browser}` }
  return { medians: baseline.medians, whose: 'people' }
}
