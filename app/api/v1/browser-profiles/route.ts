import { z } from 'zod'
import { ProfileState, SiteProfile } from '#db/model/browser-profile.ts'
import { BrowserProfiles } from '#db/model/browsers.ts'
import { decideBrowserProfile } from '#db/prisma/browser-profiles/decide-browser-profile.ts'
import { listBrowserProfiles } from '#db/prisma/browser-profiles/list-browser-profiles.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { BUNDLED_PROFILES } from '#ml/coherence/bundled-profiles.ts'
import { defineRoute, nothing } from '../../handler.ts'

export const GET = defineRoute(
  {
    summary: 'How browsers look: what comes with the product, and what this site’s people proposed',
    access: 'sessions:read',
    params: nothing,
    query: nothing,
    body: nothing,
    answer: { status: 200, description: 'The newest proposals first', schema: BrowserProfiles },
  },
  async () => ({ body: { bundled: [...BUNDLED_PROFILES], site: await listBrowserProfiles(stateDatabase()) } }),
)

export const POST = defineRoute(
  {
    summary: 'Accept or refuse a proposed profile; `proposed` takes the decision back',
    access: 'rules:write',
    params: nothing,
    query: nothing,
    body: z.object({ profile_id: z.string().max(100), decision: ProfileState }),
    answer: { status: 200, description: 'The profile with what was decided', schema: SiteProfile },
  },
  async ({ body, caller }) => ({ body: await decideBrowserProfile(stateDatabase(), caller.actor, body) }),
)
