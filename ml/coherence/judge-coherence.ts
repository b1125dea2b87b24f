import {
  AXES,
  type Axis,
  type AxisReading,
  type Finding,
  type Judgement,
  type SessionEvidence,
} from '#db/model/evidence.ts'
import { judgeBehaviour } from './axes/judge-behaviour.ts'
import { judgeClientHints } from './axes/judge-client-hints.ts'
import { judgeHeaders } from './axes/judge-headers.ts'
import { judgeHttp2 } from './axes/judge-http2.ts'
import { judgeTcpOs } from './axes/judge-tcp-os.ts'
import { judgeTls } from './axes/judge-tls.ts'
import { browserConfidence } from './browser-confidence.ts'
import type { BrowserProfile } from '#db/model/browser-profile.ts'
import { matchFamily } from './match-family.ts'
import { sightOf } from './sight.ts'
import { AXIS_WEIGHTS, CONTRADICTION_FACTOR } from './weights.ts'

/**
 * Compares the browser that a session claims with what it showed. Pure; never throws, whatever strangers wrote.
 * `features`: the 96 of ml/features.ts, NaN where there is too little evidence. A client that claims no browser is coherent
 * as long as it shows no browser's marks: the score says whether somebody is what they say, not whether they are welcome.
 */
export function judgeCoherence(
  evidence: SessionEvidence,
  features: readonly number[],
  profiles: readonly BrowserProfile[],
): Judgement {
  const sight = sightOf(evidence, features, profiles)
  const findings = [
    ...judgeTls(sight),
    ...judgeHttp2(sight),
    ...judgeHeaders(sight),
    ...judgeClientHints(sight),
    ...judgeTcpOs(sight),
    ...judgeBehaviour(sight),
  ]
  const coherence_axes = readAxes(findings)
  const browser_family = matchFamily(sight)
  return {
    fingerprint_coherence_score: scoreOf(coherence_axes),
    coherence_axes,
    browser_family,
    browser_confidence: browserConfidence(sight, browser_family, coherence_axes),
    findings,
  }
}

/** One contradiction decides an axis, whatever else fits. */
function readAxes(findings: readonly Finding[]): Record<Axis, AxisReading> {
  const of = (axis: Axis): AxisReading => {
    const readings = findings.filter((finding) => finding.axis === axis).map(({ fits }) => fits)
    if (readings.includes(-1)) return -1
    return readings.includes(1) ? 1 : 0
  }
  return {
    tls: of('tls'),
    http2: of('http2'),
    headers: of('headers'),
    client_hints: of('client_hints'),
    tcp_os: of('tcp_os'),
    behaviour: of('behaviour'),
  }
}

function scoreOf(axes: Readonly<Record<Axis, AxisReading>>): number {
  const weightWhere = (reading: AxisReading) =>
    AXES.filter((axis) => axes[axis] === reading).reduce((sum, axis) => sum + AXIS_WEIGHTS[axis], 0)
  const fitting = weightWhere(1)
  const contradicting = CONTRADICTION_FACTOR * weightWhere(-1)
  return fitting + contradicting === 0 ? NaN : fitting / (fitting + contradicting)
}
