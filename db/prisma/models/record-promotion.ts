import type { Actor } from '../actor.ts'
import type { StateDatabase } from '../client.ts'
import { decide } from '../decide.ts'

export interface Promotion {
  model_version: string
  model_name: string
  /** The one that scored before; null when none did. */
  before: string | null
  /** Puts it in place; what fails there leaves no audit row. */
  promote: () => Promise<unknown>
}

/** Which model scores is a decision of a person, and audited like one. */
export function recordPromotion(state: StateDatabase, actor: Actor, promotion: Promotion): Promise<void> {
  const { model_version, model_name, before, promote } = promotion
  return decide(state, actor, 'models:write', async () => {
    await promote()
    return {
      result: undefined,
      action: 'model.promote',
      object: `model/${model_name}`,
      ...(before !== null && { before: { model_version: before } }),
      after: { model_version },
    }
  })
}
