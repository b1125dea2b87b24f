import { z } from 'zod'
import { BrowserProfile } from '#db/model/browser-profile.ts'
import chrome from './profiles/chrome-published.json' with { type: 'json' }
import chromium_150 from './profiles/chromium-150.json' with { type: 'json' }
import firefox from './profiles/firefox-published.json' with { type: 'json' }
import firefox_153 from './profiles/firefox-153.json' with { type: 'json' }
import safari from './profiles/safari-published.json' with { type: 'json' }

/** What comes with the product: learnt from real browsers in the laboratory, or published and marked so. */
export const BUNDLED_PROFILES: readonly BrowserProfile[] = z
  .array(BrowserProfile)
  .parse([chromium_150, firefox_153, ...chrome, ...firefox, ...safari])
