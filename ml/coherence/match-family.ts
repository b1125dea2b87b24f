import { compareHeaders } from './compare-headers.ts'
import { comparableHeaders } from './axes/judge-headers.ts'
import {
  BROWSER_FAMILIES,
  engineOf,
  familiesByCiphers,
  isBrowserFamily,
  isInRange,
  TLS13_RANGES,
  type BrowserFamily,
} from './known-families.ts'
import { readHttp2, settingsLikeness, isSameWindow, type Http2Opening } from './read-http2.ts'
import { readJa4 } from './read-ja4.ts'
import type { Sight } from './sight.ts'
import { DIMENSIONS, MATCH_LEAD, MATCH_THRESHOLD, MATCHER_WEIGHTS, type Dimension } from './weights.ts'

/** 0…1 per dimension; absent: nothing was seen to compare. */
export type Likeness = Partial<Record<Dimension, number>>

const NEUTRAL = 0.5
const H2_DIMENSIONS = ['h2_settings', 'h2_window_update', 'h2_pseudo_order', 'h2_priority'] as const
/** Below this much of the matcher's weight, what was seen is too little to name anybody by. */
const LEAST_WEIGHT = 0.15

/** The program's family by what it showed, never by its user agent; empty when it is no family's we know. */
export function matchFamily(sight: Sight): string {
  const program = knownProgram(sight)
  if (program !== '') return program
  const [best, second] = BROWSER_FAMILIES.map((family) => ({ family, ...totalOf(likenessTo(family, sight)) })).sort(
    (one, other) => other.score - one.score,
  )
  if (best === undefined || best.weight < LEAST_WEIGHT || best.score < MATCH_THRESHOLD) return ''
  return best.score - (second?.score ?? 0) >= MATCH_LEAD ? best.family : ''
}

/** Programs that are no browsers are in the lists by their HTTP/2 opening or JA4. */
function knownProgram({ evidence }: Sight): string {
  if (evidence.behind_proxy) return ''
  const named = [evidence.h2_family, evidence.ja4_family].find(
    (family) => family !== '' && !isBrowserFamily(engineOf(family)),
  )
  return named ?? ''
}

function totalOf(likeness: Likeness): { score: number; weight: number } {
  let weight = 0
  let sum = 0
  for (const dimension of DIMENSIONS) {
    const value = likeness[dimension]
    if (value === undefined) continue
    weight += MATCHER_WEIGHTS[dimension]
    sum += MATCHER_WEIGHTS[dimension] * value
  }
  return { score: weight === 0 ? 0 : sum / weight, weight }
}

export function likenessTo(family: BrowserFamily, sight: Sight): Likeness {
  const { evidence, profiles } = sight
  const headers = comparableHeaders(sight, family).map(
    (expected) => compareHeaders(evidence.header_names, expected).likeness,
  )
  return {
    ...http2Likeness(family, sight),
    ...(headers.length > 0 && evidence.header_names.length > 0 && { headers: Math.max(...headers) }),
    ...(evidence.has_tls && !evidence.behind_proxy && tlsLikeness(family, evidence.ja4, evidence.ja4_family, profiles)),
  }
}

function http2Likeness(family: BrowserFamily, { evidence, profiles }: Sight): Likeness {
  if (!evidence.has_h2) return {}
  // Behind a proxy the opening is the proxy's: neither for nor against anybody.
  if (evidence.behind_proxy) return Object.fromEntries(H2_DIMENSIONS.map((dimension) => [dimension, NEUTRAL]))
  const opening = readHttp2(evidence.h2_fingerprint)
  if (opening === null) return {}
  const known = profiles
    .filter((profile) => profile.family === family)
    .flatMap(({ h2_fingerprints }) => h2_fingerprints)
    .flatMap((text) => readHttp2(text) ?? [])
  const best = (likeness: (expected: Http2Opening) => number) => Math.max(0, ...known.map(likeness))
  return {
    h2_settings: best((expected) => settingsLikeness(opening, expected)),
    h2_window_update: best((expected) => Number(isSameWindow(opening, expected))),
    h2_pseudo_order: best((expected) => Number(opening.pseudo_order === expected.pseudo_order)),
    h2_priority: best((expected) => Number(opening.priority === expected.priority)),
  }
}

function tlsLikeness(family: BrowserFamily, ja4: string, ja4_family: string, profiles: Sight['profiles']): Likeness {
  const hello = readJa4(ja4)
  if (hello === null) return {}
  const is_known =
    engineOf(ja4_family) === family ||
    profiles.some((profile) => profile.family === family && profile.ja4s.includes(ja4))
  const { ciphers, extensions } = TLS13_RANGES[family]
  const is_in_range = hello.tls === '13' && isInRange(hello.ciphers, ciphers) && isInRange(hello.extensions, extensions)
  const has_ciphers = familiesByCiphers(hello.cipher_hash, profiles).has(family)
  return { tls: is_known || (has_ciphers && is_in_range) ? 1 : is_in_range ? 0.3 : 0, known_ja4: Number(is_known) }
}
