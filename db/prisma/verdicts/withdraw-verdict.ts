import { NotFound } from '../../model/errors.ts'
import type { Actor } from '../actor.ts'
import type { StateDatabase } from '../client.ts'
import { decide } from '../decide.ts'
import { verdictOf } from './verdict-of.ts'

/** Undo: the session falls back to the verdict before it. The row stays, for the audit and for what was trained on it. */
export function withdrawVerdict(state: StateDatabase, actor: Actor, verdict_id: string): Promise<void> {
  return decide(state, actor, 'verdicts:write', async (transaction) => {
    const standing = await transaction.verdict.findFirst({ where: { verdict_id, withdrawn_at: null } })
    if (standing === null) throw new NotFound('There is no such verdict, or it is withdrawn already.')
    await transaction.verdict.update({
      where: { verdict_id },
      data: { withdrawn_at: new Date(), withdrawn_by: actor.name },
    })
    return {
      result: undefined,
      action: 'verdict.withdraw',
      object: `session/${standing.session_id}`,
      before: verdictOf(standing),
    }
  })
}
