import { writeFileSync } from 'node:fs'
import type { Random } from '#lab/random.ts'
import type { Guest } from '../compose/compose.ts'

export interface LabelPlan {
  /** Share of the programs' addresses, and of the people's, that somebody has labelled. */
  bots: number
  people: number
  /** Gives the labels to others at random, as many as there were: whatever is learnt then is a leak. */
  permuted?: boolean
}

/** Labels as `ml -- train --labels` reads them, of the training half alone; answers how many programs stay without one. */
export function writeLabels(
  file: string,
  guests: readonly Guest[],
  plan: LabelPlan,
  random: Random,
): { unlabelled_bots: number } {
  const training = guests.filter(({ split }) => split === 'train')
  const known = training.filter(({ label }) => random.next() < (label === 'bot' ? plan.bots : plan.people))
  const labels = known.map(({ label }) => label)
  const given = plan.permuted === true ? shuffled(labels, random) : labels
  const lines = known.map(({ src_ip, kind }, at) => JSON.stringify({ src_ip, label: given[at], kind }))
  writeFileSync(file, `${lines.join('\n')}\n`)
  const bots = (some: readonly Guest[]): number => some.filter(({ label }) => label === 'bot').length
  return { unlabelled_bots: bots(training) - bots(known) }
}

export function shuffled<T>(all: readonly T[], random: Random): T[] {
  return all
    .map((each) => ({ each, key: random.next() }))
    .sort((one, other) => one.key - other.key)
    .map(({ each }) => each)
}
