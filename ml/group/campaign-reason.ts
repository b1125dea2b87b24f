import { readingWords } from '#db/model/feature-scale.ts'
import { featureWords } from '#db/model/feature-words.ts'
import type { Trait } from './campaign-traits.ts'

const NAMED = 3

/** One sentence: how many, from where, and what they share that people do not. */
export function campaignReason(
  { sessions, addresses, hosts }: { sessions: number; addresses: number; hosts: readonly string[] },
  traits: readonly Trait[],
): string {
  const size = `${counted(sessions, 'session')} of ${counted(addresses, 'address', 'addresses')} on ${counted(hosts.length, 'host')}`
  const shared = traits
    .slice(0, NAMED)
    .map(
      ({ feature, median, human_median }) =>
        `${featureWords(feature)} ${readingWords(feature, median)} (people: ${readingWords(feature, human_median)})`,
    )
  return shared.length === 0 ? `${size} that act alike.` : `${size} that act alike: ${shared.join('; ')}.`
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
