import { averagePrecision, rocAuc } from '#ml/evaluate/ranking.ts'
import { CLASSES, type Class } from '../kinds.ts'
import { precisionOfHighest } from './curves.ts'
import { recallAt, thresholdAt, type Threshold } from './threshold.ts'
import type { Share } from './wilson.ts'

const RATES = [0.001, 0.01] as const
/** What an analyst looks at in a day; the test's hours stand for one. */
const ALERTS_A_DAY = 20

/** What the figures are made of: a score, higher is more suspicious, and who it was. */
export interface Marked {
  score: number
  class: Class
  kind: string
}

interface Recall {
  rate: number
  threshold: Threshold
  all: Share
  by_class: Partial<Record<Class, Share>>
  by_kind: Record<string, Share>
}

export interface Figures {
  people: number
  programs: number
  roc_auc: number
  average_precision: number
  /** Share of programs in the mix: the average precision of chance. */
  base_rate: number
  precision_at_20_alerts: number
  recall: Recall[]
}

export const isProgram = ({ class: of }: Pick<Marked, 'class'>): boolean => of !== 'person'

export function figuresOf(marked: readonly Marked[]): Figures {
  const labels = marked.map(isProgram)
  const scores = marked.map(({ score }) => score)
  const people = marked.filter((one) => !isProgram(one))
  const programs = marked.filter(isProgram)
  return {
    people: people.length,
    programs: programs.length,
    roc_auc: rocAuc(scores, labels),
    average_precision: averagePrecision(scores, labels),
    base_rate: programs.length / marked.length,
    precision_at_20_alerts: precisionOfHighest(ALERTS_A_DAY, scores, labels),
    recall: RATES.map((rate) => recallOf(rate, people, programs)),
  }
}

function recallOf(rate: number, people: readonly Marked[], programs: readonly Marked[]): Recall {
  const threshold = thresholdAt(
    rate,
    people.map(({ score }) => score),
  )
  const of = (some: readonly Marked[]): Share =>
    recallAt(
      threshold,
      some.map(({ score }) => score),
    )
  const by_class: Recall['by_class'] = {}
  for (const name of CLASSES) {
    const some = programs.filter((one) => one.class === name)
    if (some.length > 0) by_class[name] = of(some)
  }
  const kinds = [...new Set(programs.map(({ kind }) => kind))].sort()
  const by_kind = Object.fromEntries(kinds.map((kind) => [kind, of(programs.filter((one) => one.kind === kind))]))
  return { rate, threshold, all: of(programs), by_class, by_kind }
}
