import { z } from 'zod'
import { BrowserProfile, SiteProfile } from './browser-profile.ts'

/** Sessions that claim one browser and show, by evidence, one program. Empty: none claimed, none recognised. */
export const BrowserCount = z.object({
  claimed_browser: z.string(),
  browser_family: z.string(),
  sessions: z.number().int(),
  /** Of these with a coherence below a half. */
  incoherent: z.number().int(),
})
export type BrowserCount = z.infer<typeof BrowserCount>

/** Sessions with one JA4 that claim a browser and show that they are something else. */
export const Impostor = z.object({
  claimed_browser: z.string(),
  browser_family: z.string(),
  ja4: z.string(),
  sessions: z.number().int(),
  addresses: z.number().int(),
  /** Mean fingerprint_coherence_score. */
  coherence: z.number(),
  /** Axes that did not fit in most of them. */
  unfit_axes: z.array(z.string()),
  /** The one that fits its claim least. */
  session_id: z.string(),
})
export type Impostor = z.infer<typeof Impostor>

const Weight = z.object({ name: z.string(), weight: z.number() })

export const Browsers = z.object({
  since: z.string(),
  until: z.string(),
  families: z.array(BrowserCount),
  impostors: z.array(Impostor),
  /** How much each dimension counts when a family is named by evidence. */
  matcher_weights: z.array(Weight),
  /** How much each axis counts in fingerprint_coherence_score. */
  axis_weights: z.array(Weight),
})
export type Browsers = z.infer<typeof Browsers>

export const BrowserProfiles = z.object({
  bundled: z.array(BrowserProfile),
  /** The site's own: proposals, and what somebody decided on. */
  site: z.array(SiteProfile),
})
export type BrowserProfiles = z.infer<typeof BrowserProfiles>
