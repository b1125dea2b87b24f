import type { DecidedBy } from '#db/model/threat-level.ts'

const DECIDED_WORDS: Readonly<Record<DecidedBy, string>> = {
  model: 'the model',
  known_bot: 'a list of bots',
  verified_crawler: 'proven crawler',
  false_crawler: 'false crawler',
  challenge: 'a challenge',
  rule: 'a rule',
  contradiction: 'its contradictions',
  pending_crawler: 'look-up pending',
}

export function decidedWords(decided_by: DecidedBy): string {
  return DECIDED_WORDS[decided_by]
}
