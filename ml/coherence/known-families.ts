export const BROWSER_FAMILIES = ['Chrome', 'Firefox', 'Safari'] as const
export type BrowserFamily = (typeof BROWSER_FAMILIES)[number]

const ENGINES: Readonly<Record<string, string>> = {
  Edge: 'Chrome',
  Opera: 'Chrome',
  Samsung: 'Chrome',
  Brave: 'Chrome',
  Vivaldi: 'Chrome',
  Chromium: 'Chrome',
  Yandex: 'Chrome',
  Tor: 'Firefox',
}

/** Whose engine a program of the reference lists has; programs that are no browsers stand for themselves. */
export function engineOf(family: string): string {
  return Object.hasOwn(ENGINES, family) ? (ENGINES[family] ?? family) : family
}

export function isBrowserFamily(family: string): family is BrowserFamily {
  return BROWSER_FAMILIES.some((each) => each === family)
}

interface Range {
  ciphers: readonly [least: number, most: number]
  extensions: readonly [least: number, most: number]
}

/** How many cipher suites and extensions the browsers of a family offer over TLS 1.3, GREASE left out. */
export const TLS13_RANGES: Readonly<Record<BrowserFamily, Range>> = {
  Chrome: { ciphers: [13, 18], extensions: [13, 19] },
  Firefox: { ciphers: [15, 19], extensions: [13, 18] },
  Safari: { ciphers: [17, 24], extensions: [11, 16] },
}

export function isInRange(value: number, [least, most]: readonly [number, number]): boolean {
  return value >= least && value <= most
}
