import type { Axis, AxisReading } from '#db/model/evidence.ts'
import { engineOf, isBrowserFamily, isInRange, TLS13_RANGES } from './known-families.ts'
import { readJa4 } from './read-ja4.ts'
import type { Sight } from './sight.ts'
import { CONFIDENCE_WEIGHTS } from './weights.ts'

const NEUTRAL = 0.5

/** 0…1: how much of what a real browser of this family shows was seen; 0 for what is no browser's family. */
export function browserConfidence(sight: Sight, family: string, axes: Readonly<Record<Axis, AxisReading>>): number {
  if (!isBrowserFamily(family)) return 0
  const parts: Record<keyof typeof CONFIDENCE_WEIGHTS, number> = {
    ...tlsParts(sight, family),
    http_modern: httpModern(sight),
    nav_behavior: (1 + axes.behaviour) / 2,
    h2_coherence: h2Coherence(sight, family),
  }
  const sum =
    CONFIDENCE_WEIGHTS.ja4_known * parts.ja4_known +
    CONFIDENCE_WEIGHTS.ja4_struct * parts.ja4_struct +
    CONFIDENCE_WEIGHTS.http_modern * parts.http_modern +
    CONFIDENCE_WEIGHTS.nav_behavior * parts.nav_behavior +
    CONFIDENCE_WEIGHTS.tls_coherence * parts.tls_coherence +
    CONFIDENCE_WEIGHTS.h2_coherence * parts.h2_coherence
  // Tenths do not add up to one exactly.
  return Math.min(1, Math.max(0, sum))
}

function tlsParts({ evidence, profiles, feature }: Sight, family: keyof typeof TLS13_RANGES) {
  if (evidence.behind_proxy) return { ja4_known: NEUTRAL, ja4_struct: NEUTRAL, tls_coherence: NEUTRAL }
  const hello = readJa4(evidence.ja4)
  if (hello === null) return { ja4_known: 0, ja4_struct: 0, tls_coherence: 0 }
  const { ciphers, extensions } = TLS13_RANGES[family]
  const is_known =
    engineOf(evidence.ja4_family) === family ||
    (profiles.by_ja4.get(evidence.ja4) ?? []).some((profile) => profile.family === family)
  const mismatch = feature('tls_alpn_http_mismatch')
  return {
    ja4_known: Number(is_known),
    ja4_struct: Number(isInRange(hello.ciphers, ciphers) && isInRange(hello.extensions, extensions)),
    tls_coherence:
      hello.tls === '13' && evidence.user_agent !== '' ? 1 - (Number.isNaN(mismatch) ? NEUTRAL : mismatch) : 0,
  }
}

/** HTTP/2 or later, a compression of this decade, Sec-Fetch: a third each. */
function httpModern({ evidence }: Sight): number {
  const signs = [
    evidence.http_version === '2' || evidence.http_version === '3',
    /\b(?:br|zstd)\b/.test(evidence.accept_encoding),
    evidence.sec_fetch_mode !== '',
  ]
  return signs.filter(Boolean).length / signs.length
}

function h2Coherence({ evidence, profiles }: Sight, family: string): number {
  if (evidence.behind_proxy) return NEUTRAL
  if (!evidence.has_h2) return 0
  const is_own =
    engineOf(evidence.h2_family) === family ||
    (profiles.by_h2.get(evidence.h2_fingerprint) ?? []).some((profile) => profile.family === family)
  return Number(is_own)
}
