import type { Axis, AxisReading, Finding, Judgement, SessionEvidence } from '#db/model/evidence.ts'
import type { BrowserProfile } from './browser-profile.ts'

/**
 * Compares the browser that a session claims with what it showed. Pure; never throws, whatever strangers wrote.
 * `features`: the 96 of ml/features.ts, NaN where there is too little evidence.
 */
export function judgeCoherence(
  evidence: SessionEvidence,
  features: readonly number[],
  profiles: readonly BrowserProfile[],
): Judgement {
  const coherence_axes: Record<Axis, AxisReading> = {
    tls: sameEngine(evidence.ja4_family, evidence.claimed_engine),
    http2: sameEngine(evidence.h2_family, evidence.claimed_engine),
    headers: 0,
    client_hints: 0,
    tcp_os: 0,
    behaviour: 0,
  }
  const findings: Finding[] = []
  const known = Object.values(coherence_axes).filter((reading) => reading !== 0)
  const fitting = known.filter((reading) => reading === 1).length
  return {
    fingerprint_coherence_score: known.length === 0 ? NaN : fitting / known.length,
    coherence_axes,
    browser_family: evidence.h2_family === '' ? evidence.ja4_family : evidence.h2_family,
    browser_confidence: profiles.length === 0 || features.length === 0 ? 0 : 0.5,
    findings,
  }
}

function sameEngine(family: string, claimed: string): AxisReading {
  if (family === '' || claimed === '') return 0
  return family === claimed ? 1 : -1
}
