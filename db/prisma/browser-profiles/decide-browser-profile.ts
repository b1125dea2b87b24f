import type { ProfileState, SiteProfile } from '../../model/browser-profile.ts'
import { NotFound } from '../../model/errors.ts'
import type { Actor } from '../actor.ts'
import type { StateDatabase } from '../client.ts'
import { decide } from '../decide.ts'
import { siteProfileOf } from './site-profile-of.ts'

/** Accepts or refuses a proposal; `proposed` takes the decision back. Each decision is in the audit. */
export function decideBrowserProfile(
  state: StateDatabase,
  actor: Actor,
  { profile_id, decision }: { profile_id: string; decision: ProfileState },
): Promise<SiteProfile> {
  return decide(state, actor, 'rules:write', async (transaction) => {
    const row = await transaction.browserProfile.findUnique({ where: { profile_id } })
    if (row === null) throw new NotFound('There is no such proposal.')
    const is_decided = decision !== 'proposed'
    const after = await transaction.browserProfile.update({
      where: { profile_id },
      data: {
        state: decision,
        decided_by: is_decided ? actor.name : null,
        decided_at: is_decided ? new Date() : null,
      },
    })
    return {
      result: siteProfileOf(after),
      action: `browser_profile.${decision}`,
      object: `browser_profile/${profile_id}`,
      before: siteProfileOf(row),
      after: siteProfileOf(after),
    }
  })
}
