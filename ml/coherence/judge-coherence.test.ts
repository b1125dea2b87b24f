import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AXES, SessionEvidence, type Axis } from '#db/model/evidence.ts'
import { FEATURE_NAMES } from '#ml/features.ts'
import { BUNDLED_PROFILES } from './bundled-profiles.ts'
import { judgeCoherence } from './judge-coherence.ts'

// Sessions as the sensor recorded them in the laboratory on 2026-11-21, each with the program that made them.
const Captured = z.array(
  z.object({
    label: z.string(),
    evidence: SessionEvidence,
    features: z.array(
      z
        .number()
        .nullable()
        .transform((value) => value ?? NaN),
    ),
  }),
)
type Captured = z.infer<typeof Captured>[number]
const captured = Captured.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, '../testdata/captured-clients.json'), 'utf8')),
)
const judge = ({ evidence, features }: Captured) => judgeCoherence(evidence, features, BUNDLED_PROFILES)
const of = (label: string) => {
  const found = captured.filter((each) => each.label.startsWith(label))
  if (found.length === 0) throw new Error(`no session of ${label} was captured`)
  return found
}
const one = (label: string): Captured => {
  const [first] = of(label).filter(({ evidence }) => evidence.scheme === 'https')
  if (first === undefined) throw new Error(`no session of ${label} over TLS`)
  return first
}
const changed = (session: Captured, evidence: Partial<SessionEvidence>): Captured => ({
  ...session,
  evidence: { ...session.evidence, ...evidence },
})
const LINUX_CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36'

describe('real browsers', () => {
  test.each(of('chromium').map((session) => [session.label, session.evidence.scheme, session] as const))(
    '%s over %s fits itself in everything and is named by evidence',
    (_label, _scheme, session) => {
      const { fingerprint_coherence_score, browser_family, coherence_axes } = judge(session)
      expect(Object.values(coherence_axes)).not.toContain(-1)
      expect([fingerprint_coherence_score, browser_family]).toEqual([1, 'Chrome'])
    },
  )
  test.each(of('firefox').map((session) => [session.label, session.evidence.scheme, session] as const))(
    '%s over %s fits itself in everything and is named by evidence',
    (_label, _scheme, session) => {
      const { fingerprint_coherence_score, browser_family } = judge(session)
      expect([fingerprint_coherence_score, browser_family]).toEqual([1, 'Firefox'])
    },
  )
  test('show enough over TLS and HTTP/2 to be confident of', () => {
    expect(judge(one('chromium-headful')).browser_confidence).toBeGreaterThan(0.95)
    expect(judge(one('firefox')).browser_confidence).toBeGreaterThan(0.95)
  })
})

describe('programs that claim Chrome', () => {
  test.each(['curl:chrome', 'undici:chrome', 'py:chrome', 'pyhttpx:chrome', 'cycletls'])(
    '%s fits hardly anything',
    (label) => {
      for (const session of of(label)) expect(judge(session).fingerprint_coherence_score).toBeLessThan(0.1)
    },
  )
  test.each(['impit:chrome131', 'impit:chrome151', 'impit:firefox144', 'impit:firefox128'])(
    '%s has a browser’s ClientHello and headers, and another HTTP/2 opening',
    (label) => {
      const { fingerprint_coherence_score, coherence_axes } = judge(one(label))
      expect(coherence_axes.http2).toBe(-1)
      expect(fingerprint_coherence_score).toBeLessThan(0.3)
    },
  )
  test.each(['wreq:chrome_149:linux', 'wreq:chrome_149:windows', 'wreq:edge', 'wreq:firefox_151'])(
    '%s has a browser’s ClientHello and HTTP/2 opening, and headers in another order',
    (label) => {
      const { fingerprint_coherence_score, coherence_axes } = judge(one(label))
      expect([coherence_axes.tls, coherence_axes.http2, coherence_axes.headers]).toEqual([1, 1, -1])
      expect(fingerprint_coherence_score).toBeLessThan(0.45)
    },
  )
  test('Safari’s copy is told by how it moves alone: no Safari was at hand to learn its headers from', () => {
    const { fingerprint_coherence_score, coherence_axes } = judge(one('wreq:safari_26'))
    expect(coherence_axes).toMatchObject({ tls: 1, http2: 1, headers: 0, behaviour: -1 })
    expect(fingerprint_coherence_score).toBeLessThan(0.6)
  })
})

describe('each axis by itself', () => {
  const chromium = one('chromium-headful')
  const axis = (name: Axis, evidence: Partial<SessionEvidence>, session = chromium) =>
    judge(changed(session, evidence)).coherence_axes[name]

  test('TLS: Firefox’s ClientHello, a tool’s, and one of a Chrome 20 versions older do not fit Chrome', () => {
    const firefox = one('firefox').evidence
    expect(axis('tls', { ja4: firefox.ja4, ja4_family: 'Firefox' })).toBe(-1)
    expect(axis('tls', { ja4: one('undici:chrome').evidence.ja4, ja4_family: '' })).toBe(-1)
    expect(axis('tls', { ja4: 't13d1516h2_8daaf6152771_02713d6af862' })).toBe(-1)
    expect(axis('tls', { ja4: 't13d1516h2_8daaf6152771_d8a2da3f94cd' })).toBe(1)
  })
  test('TLS: Chrome’s cipher suites with extensions never seen are unknown, not bad', () => {
    expect(axis('tls', { ja4: 't13d1516h2_8daaf6152771_000000000000', ja4_family: '' })).toBe(0)
  })
  test('TLS: one order of extensions on many connections is a replayed ClientHello', () => {
    const features = chromium.features.map((value, at) =>
      FEATURE_NAMES[at] === 'tcp_conn_per_req'
        ? 1
        : FEATURE_NAMES[at] === 'tls_ja3_per_conn'
          ? 1 / chromium.evidence.hits
          : value,
    )
    expect(judge({ ...chromium, features }).coherence_axes.tls).toBe(-1)
  })
  test('HTTP/2: another browser’s opening and another order of SETTINGS do not fit', () => {
    const h2_fingerprint = one('firefox').evidence.h2_fingerprint
    expect(axis('http2', { h2_fingerprint, h2_family: 'Firefox' })).toBe(-1)
    expect(axis('http2', { h2_fingerprint: '2:0;1:65536;4:6291456;6:262144|00|0|m,a,s,p', h2_family: '' })).toBe(-1)
    expect(axis('http2', { h2_fingerprint: '', has_h2: false })).toBe(0)
  })
  test('headers: a missing one, another order, another case', () => {
    const { header_names } = chromium.evidence
    expect(axis('headers', { header_names: header_names.filter((name) => name !== 'accept-language') })).toBe(-1)
    expect(axis('headers', { header_names: header_names.toReversed() })).toBe(-1)
    const plain = of('chromium-headful').find(({ evidence }) => evidence.scheme === 'http')
    if (plain === undefined) throw new Error('no plain session')
    expect(axis('headers', {}, plain)).toBe(1)
    const lower = plain.evidence.header_names.map((name) => name.toLowerCase())
    expect(axis('headers', { header_names: lower }, plain)).toBe(-1)
    expect(axis('headers', { header_names: [...header_names, 'x-mine', 'sec-gpc'] })).toBe(1)
  })
  test('client hints: another version, another list of brands, another system, none, over plain HTTP', () => {
    const { sec_ch_ua } = chromium.evidence
    expect(axis('client_hints', { sec_ch_ua: sec_ch_ua.replaceAll('150', '149') })).toBe(-1)
    expect(axis('client_hints', { sec_ch_ua: '"Chromium";v="150", "Not;A=Brand";v="8"' })).toBe(-1)
    expect(axis('client_hints', { sec_ch_ua_platform: '"Windows"' })).toBe(-1)
    expect(axis('client_hints', { sec_ch_ua_mobile: '?1' })).toBe(-1)
    expect(axis('client_hints', { sec_ch_ua: '' })).toBe(-1)
    expect(axis('client_hints', { scheme: 'http' })).toBe(-1)
    expect(axis('client_hints', { sec_ch_ua }, one('firefox'))).toBe(-1)
  })
  test('TCP: a SYN of another system does not fit, one that nobody knows says nothing', () => {
    expect(axis('tcp_os', { os_guess: 'Windows' })).toBe(-1)
    expect(axis('tcp_os', { os_guess: '' })).toBe(0)
    expect(axis('tcp_os', { has_syn: false })).toBe(0)
  })
  test('behaviour: too few pages tell nothing', () => {
    expect(axis('behaviour', { documents: 1 })).toBe(0)
    expect(axis('behaviour', { documents: 1 }, one('curl:chrome'))).toBe(0)
  })
})

test('behind a proxy, TLS, HTTP/2 and TCP are unknown, whatever they look like', () => {
  for (const session of captured) {
    const { coherence_axes } = judge(changed(session, { behind_proxy: true }))
    expect(coherence_axes).toMatchObject({ tls: 0, http2: 0, tcp_os: 0 })
  }
})

test('a client that claims no browser and shows none is coherent with itself; one with a browser’s hello is unknown', () => {
  for (const label of ['curl:plain', 'py:plain', 'undici:plain']) {
    expect(judge(one(label)).fingerprint_coherence_score).toBe(1)
  }
  const nameless = { user_agent: 'agent/1.0', claimed_browser: '', claimed_engine: '', claimed_os: '' }
  const { fingerprint_coherence_score, browser_family } = judge(changed(one('chromium-headful'), nameless))
  expect([fingerprint_coherence_score, browser_family]).toEqual([NaN, 'Chrome'])
})

test('the user agent names nobody’s family', () => {
  for (const session of captured) {
    const claims = { user_agent: LINUX_CHROME, claimed_browser: 'Chrome', claimed_engine: 'Chrome' }
    expect(judge(changed(session, claims)).browser_family).toBe(judge(session).browser_family)
  }
})

describe('whatever strangers write', () => {
  const STRANGE = [
    '',
    '\u0000',
    '\u202e',
    '|||',
    '1:|x|y|z',
    ';;;:',
    '"";v="",'.repeat(100),
    'ÿ'.repeat(5000),
    '-1',
    'NaN',
  ]
  const random = (seed: number) => () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648

  test('nothing throws, and the score is between 0 and 1 or NaN', () => {
    const next = random(7)
    const strange = () => STRANGE[Math.floor(next() * STRANGE.length)] ?? ''
    for (let round = 0; round < 2000; round++) {
      const session = captured[Math.floor(next() * captured.length)]
      if (session === undefined) throw new Error('nothing was captured')
      const texts = Object.entries(session.evidence).map(([key, value]) =>
        typeof value === 'string' && next() < 0.4 ? [key, strange()] : [key, value],
      )
      const evidence = SessionEvidence.parse({
        ...Object.fromEntries(texts),
        session_id: session.evidence.session_id,
        header_names: next() < 0.3 ? Array.from({ length: 300 * next() }, strange) : session.evidence.header_names,
      })
      const features = session.features.map((value) =>
        next() < 0.2 ? ([NaN, -1, 1e9][Math.floor(next() * 3)] ?? 0) : value,
      )
      const judged = judgeCoherence(evidence, features, BUNDLED_PROFILES)
      const score = judged.fingerprint_coherence_score
      expect(Number.isNaN(score) || (score >= 0 && score <= 1)).toBe(true)
      expect(judged.browser_confidence).toBeGreaterThanOrEqual(0)
      expect(judged.browser_confidence).toBeLessThanOrEqual(1)
      expect(Object.keys(judged.coherence_axes)).toEqual([...AXES])
    }
  })
})
