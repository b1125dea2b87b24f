import type { SessionEvidence } from '#db/model/evidence.ts'
import { FEATURE_NAMES } from '#ml/features.ts'
import type { BrowserProfile } from '#db/model/browser-profile.ts'
import { profileIndexOf, type ProfileIndex } from './profile-index.ts'
import { readClaim, type Claim } from './read-claim.ts'

/** A session as the axes see it. */
export interface Sight {
  evidence: SessionEvidence
  claim: Claim
  /** Chrome, Firefox, Safari, or empty: the client claims no browser. */
  engine: string
  profiles: ProfileIndex
  /** A feature by its name; NaN when there is too little evidence. */
  feature: (name: string) => number
}

const PLACES: ReadonlyMap<string, number> = new Map(FEATURE_NAMES.map((name, at) => [name, at]))

export function sightOf(
  evidence: SessionEvidence,
  features: readonly number[],
  profiles: readonly BrowserProfile[],
): Sight {
  const engine = evidence.claimed_engine
  return {
    evidence,
    engine,
    profiles: profileIndexOf(profiles),
    claim: readClaim(evidence.user_agent, engine),
    feature: (name) => features[PLACES.get(name) ?? -1] ?? NaN,
  }
}

/** Versions may be this far off: lists end where somebody looked, and a roll-out takes weeks. */
const VERSION_PLAY = 2

/** Whether the claimed version is one that looks like the profile; a version that was not told is any. */
export function isOfVersion({ claim: { version } }: Sight, { version_from, version_to }: BrowserProfile): boolean {
  if (version === 0) return true
  return version >= version_from - VERSION_PLAY && (version_to === null || version <= version_to + VERSION_PLAY)
}

/** `Chrome 117 to 132`. */
export function versionsOf({ family, version_from, version_to }: BrowserProfile): string {
  if (version_to === null) return `${family} ${version_from} and later`
  return version_from === version_to ? `${family} ${version_from}` : `${family} ${version_from} to ${version_to}`
}

/** `Chrome 150`, as claimed. */
export function claimWords({ engine, claim, evidence }: Sight): string {
  const name = evidence.claimed_browser === engine ? engine : `${evidence.claimed_browser} (built on ${engine})`
  return claim.version === 0 ? name : `${name} ${claim.version}`
}
