import type { BrowserProfile } from '../../model/browser-profile.ts'
import type { StateDatabase } from '../client.ts'

/** Keeps a proposal, or its newer proof while nobody has decided on it. Says nothing about whether it counts. */
export async function proposeBrowserProfile(state: StateDatabase, profile: BrowserProfile, now: Date): Promise<void> {
  const { profile_id } = profile
  const text = JSON.stringify(profile)
  const renewed = await state.browserProfile.updateMany({
    where: { profile_id, state: 'proposed' },
    data: { profile: text },
  })
  if (renewed.count > 0 || (await state.browserProfile.findUnique({ where: { profile_id } })) !== null) return
  await state.browserProfile.create({ data: { profile_id, profile: text, state: 'proposed', proposed_at: now } })
}
