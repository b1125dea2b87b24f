import type { Class } from '../kinds.ts'
import type { Figures } from './figures.ts'
import type { Share } from './wilson.ts'

interface Aim {
  class: Class
  words: string
  recall: number
  /** False-positive rate at which it is asked for; null: as a fleet. */
  rate: number | null
}

/** What the detection is to reach. */
const AIMS: readonly Aim[] = [
  { class: 'naive_seen', words: 'naive tools seen in training', recall: 0.99, rate: 0.001 },
  { class: 'naive_unseen', words: 'naive tools never seen', recall: 0.95, rate: 0.001 },
  { class: 'impersonator', words: 'TLS impersonators', recall: 0.8, rate: 0.001 },
  { class: 'automated_browser', words: 'headless and human-like browsers', recall: 0.6, rate: 0.01 },
  { class: 'slow_fleet', words: 'slow fleet within 2 h, as a fleet', recall: 0.7, rate: null },
]

export interface Target extends Aim {
  measured: Share | null
  /** `undecided`: reached, but with fewer people than the rate asks for. */
  state: 'met' | 'missed' | 'undecided' | 'not measured'
  /** Why it is missed or how far the number carries, in a sentence; empty when there is nothing to add. */
  remark: string
}

export function targetsOf(figures: Figures, fleet: Share | null): Target[] {
  return AIMS.map((aim) => {
    const at = figures.recall.find(({ rate }) => rate === aim.rate)
    const measured = (aim.rate === null ? fleet : at?.by_class[aim.class]) ?? null
    if (measured === null || measured.of === 0)
      return { ...aim, measured: null, state: 'not measured', remark: 'None of them came.' }
    const few =
      at !== undefined && !at.threshold.is_measurable
        ? `${figures.people} sessions of people are too few for this rate: the threshold is the highest of them.`
        : ''
    const reached = few === '' ? 'met' : 'undecided'
    return { ...aim, measured, state: measured.share >= aim.recall ? reached : 'missed', remark: few }
  })
}
