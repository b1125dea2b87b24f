import { BrowserProfile, SiteProfile } from '../../model/browser-profile.ts'

interface Row {
  profile: string
  proposed_at: Date
  decided_at: Date | null
  [column: string]: unknown
}

/** The row as the world sees it; fails loudly on a profile that this version does not understand. */
export function siteProfileOf(row: Row): SiteProfile {
  return SiteProfile.parse({
    ...row,
    profile: BrowserProfile.parse(JSON.parse(row.profile)),
    proposed_at: row.proposed_at.toISOString(),
    decided_at: row.decided_at?.toISOString() ?? null,
  })
}
