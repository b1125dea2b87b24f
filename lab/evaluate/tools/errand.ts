import type { Command } from '#lab/process/run.ts'
import type { Random } from '#lab/random.ts'
import type { Split } from '../kinds.ts'

/** What a program is to do on one site. */
export interface Errand {
  /** `https://host`, without a slash. */
  base: string
  host: string
  scheme: 'http' | 'https'
  split: Split
  /** Paths of the site, pages first. */
  paths: readonly string[]
  /** A folder that goes with the visit. */
  folder: string
  random: Random
}

/** The programs to run, one after the other. */
export type Tool = (errand: Errand) => Command[]

export const some = <T>(all: readonly T[], least: number, most: number, random: Random): T[] => {
  const count = least + random.below(most - least + 1)
  return Array.from({ length: count }, () => all[random.below(all.length)]).flatMap((each) =>
    each === undefined ? [] : [each],
  )
}

/** What naive programs claim to be when they do not say their own name; no training name comes in a test. */
const CLAIMS = {
  train: [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
    'Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Safari/605.1.15',
  ],
  test: [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15',
  ],
} as const

/** A browser's user agent for two visits of five. */
export function claimOf({ split, random }: Errand): string | null {
  return random.next() < 0.4 ? random.pick<string>(CLAIMS[split]) : null
}
