import type { BrowserProfile } from '#db/model/browser-profile.ts'
import { listBrowserProfiles } from '#db/prisma/browser-profiles/list-browser-profiles.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { BUNDLED_PROFILES } from './bundled-profiles.ts'

/** The profiles that count: those that come with the product and those that somebody accepted. */
export async function currentProfiles(): Promise<readonly BrowserProfile[]> {
  const accepted = await listBrowserProfiles(stateDatabase(), { only: 'accepted' })
  return accepted.length === 0 ? BUNDLED_PROFILES : [...BUNDLED_PROFILES, ...accepted.map(({ profile }) => profile)]
}
