import { compareHeaders } from './compare-headers.ts'
import { comparableHeaders } from './axes/judge-headers.ts'
import {
  BROWSER_FAMILIES,
  engineOf,
  isBrowserFamily,
  isInRange,
  TLS13_RANGES,
  type BrowserFamily,
} from './known-families.ts'
import type { ProfileIndex } from './profile-index.ts'
import { readHttp2, settingsLikeness, isSameWindow, type Http2Opening } from './read-http2.ts'
import { readJa4 } from './read-ja4.ts'
import type { Sight } from './sight.ts'
import { DIMENSIONS, MATCH_LEAD, MATCH_THRESHOLD, MATCHER_WEIGHTS, type Dimension } from './weights.ts'

/** 0…1 per dimension; absent: nothing was seen to compare. */
type Likeness = Partial<Record<Dimension, number>>

const NEUTRAL = 0.5
const NEUTRAL_H2: Likeness = {
  h2_settings: NEUTRAL,
  h2_window_update: NEUTRAL,
  h2_pseudo_order: NEUTRAL,
  h2_priority: NEUTRAL,
}
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

function likenessTo(family: BrowserFamily, sight: Sight): Likeness {
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

const MOST_REMEMBERED = 4096
const remembered = new WeakMap<ProfileIndex, Map<string, Likeness>>()

function http2Likeness(family: BrowserFamily, { evidence, profiles }: Sight): Likeness {
  if (!evidence.has_h2) return {}
  // Behind a proxy the opening is the proxy's: neither for nor against anybody.
  if (evidence.behind_proxy) return NEUTRAL_H2
  let known = remembered.get(profiles)
  if (known === undefined || known.size >= MOST_REMEMBERED)
    remembered.set(profiles, (known = new Map<string, Likeness>()))
  const key = `${family} ${evidence.h2_fingerprint}`
  let likeness = known.get(key)
  if (likeness === undefined) {
    known.set(
      key,
      (likeness = openingLikeness(readHttp2(evidence.h2_fingerprint), profiles.openings_of.get(family) ?? [])),
    )
  }
  return likeness
}

function openingLikeness(opening: Http2Opening | null, expected: readonly Http2Opening[]): Likeness {
  if (opening === null) return {}
  const best = (likeness: (each: Http2Opening) => number) => Math.max(0, ...expected.map(likeness))
  return {
    h2_settings: best((each) => settingsLikeness(opening, each)),
    h2_window_update: best((each) => Number(isSameWindow(opening, each))),
    h2_pseudo_order: best((each) => Number(opening.pseudo_order === each.pseudo_order)),
    h2_priority: best((each) => Number(opening.priority === each.priority)),
  }
}

function tlsLikeness(family: BrowserFamily, ja4: string, ja4_family: string, profiles: Sight['profiles']): Likeness {
  const hello = readJa4(ja4)
  if (hello === null) return {}
  const is_known =
    engineOf(ja4_family) === family || (profiles.by_ja4.get(ja4) ?? []).some((profile) => profile.family === family)
  const { ciphers, extensions } = TLS13_RANGES[family]
  const is_in_range = hello.tls === '13' && isInRange(hello.ciphers, ciphers) && isInRange(hello.extensions, extensions)
  const has_ciphers = profiles.families_by_ciphers.get(hello.cipher_hash)?.has(family) === true
  return { tls: is_known || (has_ciphers && is_in_range) ? 1 : is_in_range ? 0.3 : 0, known_ja4: Number(is_known) }
}
