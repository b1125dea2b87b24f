import { randomUUID } from 'node:crypto'
import { Invalid } from '../../model/errors.ts'
import type { BotClass, Verdict, VerdictKind } from '../../model/verdict.ts'
import type { Actor } from '../actor.ts'
import type { StateDatabase } from '../client.ts'
import { decide } from '../decide.ts'
import { verdictOf } from './verdict-of.ts'

export interface NewVerdict {
  session_id: string
  verdict: VerdictKind
  bot_class?: BotClass | null | undefined
  note?: string | undefined
}

/** The newest verdict counts; earlier ones stay as history. */
export async function recordVerdict(state: StateDatabase, actor: Actor, input: NewVerdict): Promise<Verdict> {
  const bot_class = input.bot_class ?? null
  if (bot_class !== null && input.verdict !== 'bot') throw new Invalid('A bot_class goes with the verdict "bot" only.')
  return decide(state, actor, 'verdicts:write', async (transaction) => {
    const newest = await transaction.verdict.findFirst({
      where: { session_id: input.session_id, withdrawn_at: null },
      orderBy: [{ decided_at: 'desc' }, { verdict_id: 'desc' }],
    })
    const verdict = verdictOf(
      await transaction.verdict.create({
        data: {
          verdict_id: randomUUID(),
          session_id: input.session_id,
          verdict: input.verdict,
          bot_class,
          note: input.note ?? '',
          decided_by: actor.name,
          // Decisions on one session never share an instant, so that "newest" is never a matter of chance.
          decided_at: new Date(Math.max(Date.now(), (newest?.decided_at.getTime() ?? 0) + 1)),
        },
      }),
    )
    const before = newest === null ? {} : { before: verdictOf(newest) }
    return {
      result: verdict,
      action: 'verdict.record',
      object: `session/${verdict.session_id}`,
      ...before,
      after: verdict,
    }
  })
}
