/** What a user agent claims beyond the browser's name. */
export interface Claim {
  /** Major version of the engine (Chrome's for those built on Chromium), 0: not told. */
  version: number
  is_mobile: boolean
}

const VERSION: Readonly<Record<string, RegExp>> = {
  Chrome: /\b(?:Headless)?Chrom(?:e|ium)\/(\d{1,4})\b/,
  Firefox: /\bFirefox\/(\d{1,4})\b/,
  Safari: /\bVersion\/(\d{1,4})\b/,
}

export function readClaim(user_agent: string, engine: string): Claim {
  const [, digits = '0'] = VERSION[engine]?.exec(user_agent.slice(0, 1024)) ?? []
  return { version: Number(digits), is_mobile: /\bMobile\b/.test(user_agent) }
}
