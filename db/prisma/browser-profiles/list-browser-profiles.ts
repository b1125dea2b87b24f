import type { ProfileState, SiteProfile } from '../../model/browser-profile.ts'
import type { StateDatabase } from '../client.ts'
import { siteProfileOf } from './site-profile-of.ts'

const MOST = 500

/** The site's own profiles, the newest proposals first. */
export async function listBrowserProfiles(
  state: StateDatabase,
  { only }: { only?: ProfileState } = {},
): Promise<SiteProfile[]> {
  const rows = await state.browserProfile.findMany({
    where: only === undefined ? {} : { state: only },
    orderBy: [{ proposed_at: 'desc' }, { profile_id: 'asc' }],
    take: MOST,
  })
  return rows.map(siteProfileOf)
}
