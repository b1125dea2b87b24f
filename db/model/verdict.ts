import { z } from 'zod'

export const VerdictKind = z.enum(['human', 'bot', 'tolerated', 'unsure'])
export type VerdictKind = z.infer<typeof VerdictKind>

export const BotClass = z.enum(['scanner', 'scraper', 'brute_force', 'spam', 'ddos', 'impersonator', 'other'])
export type BotClass = z.infer<typeof BotClass>

/** What an analyst decided about a session; `bot_class` only with `bot`. */
export const Verdict = z.object({
  verdict_id: z.string(),
  session_id: z.string(),
  verdict: VerdictKind,
  bot_class: BotClass.nullable(),
  note: z.string().max(2000),
  decided_by: z.string(),
  decided_at: z.string(),
})
export type Verdict = z.infer<typeof Verdict>
