import type { Verdict } from '#db/model/verdict.ts'
import { VERDICT_WORDS, verdictWords } from './verdict-words.ts'

export function VerdictBadge(verdict: Pick<Verdict, 'verdict' | 'bot_class'>) {
  return (
    <span
      className={`inline-flex h-5 items-center rounded-full border px-2 text-xs font-medium whitespace-nowrap ${VERDICT_WORDS[verdict.verdict].look}`}
    >
      {verdictWords(verdict)}
    </span>
  )
}
