import type { BotClass, Verdict, VerdictKind } from '#db/model/verdict.ts'

export const VERDICT_WORDS: Record<VerdictKind, { word: string; key: string; meaning: string; look: string }> = {
  bot: {
    word: 'Bot',
    key: 'd',
    meaning: 'a machine that should not be here',
    look: 'bg-bot-wash text-bot border-bot/50',
  },
  human: {
    word: 'Human',
    key: 'h',
    meaning: 'a person; the score was wrong',
    look: 'bg-human-wash text-human border-human/50',
  },
  tolerated: {
    word: 'Tolerated',
    key: 't',
    meaning: 'a machine that may be here',
    look: 'text-bot border-bot/70 border-dashed',
  },
  unsure: {
    word: 'Unsure',
    key: 'u',
    meaning: 'the evidence does not decide',
    look: 'bg-unsure-wash text-unsure border-unsure/50',
  },
}

/** In the order of the digits that choose them. */
export const BOT_CLASSES: readonly { bot_class: BotClass; word: string }[] = [
  { bot_class: 'scanner', word: 'Scanner' },
  { bot_class: 'scraper', word: 'Scraper' },
  { bot_class: 'brute_force', word: 'Brute force' },
  { bot_class: 'spam', word: 'Spam' },
  { bot_class: 'ddos', word: 'Denial of service' },
  { bot_class: 'impersonator', word: 'Impersonator' },
  { bot_class: 'other', word: 'Other bot' },
]

function botClassWord(bot_class: BotClass): string {
  return BOT_CLASSES.find((each) => each.bot_class === bot_class)?.word ?? bot_class
}

export function verdictWords({ verdict, bot_class }: Pick<Verdict, 'verdict' | 'bot_class'>): string {
  return bot_class === null ? VERDICT_WORDS[verdict].word : `${VERDICT_WORDS[verdict].word}: ${botClassWord(bot_class)}`
}
