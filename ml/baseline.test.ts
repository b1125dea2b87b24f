import { describe, expect, test } from 'vitest'
import { type Candidate, selectBaseline } from './baseline.ts'
import { FEATURE_NAMES } from './features.ts'
import { aCandidate, aLabel, someClient } from './training/candidate.builder.ts'

const options = { coherence_min: 0.25, min_rows: 3 }

function withFeature(name: string, value: number): Candidate {
  return aCandidate(
    1,
    {},
    FEATURE_NAMES.map((each) => (each === name ? value : 0)),
  )
}

function reasonOf(candidate: Candidate): string {
  const { sessions, excluded } = selectBaseline([candidate], options)
  return sessions.length === 1 ? '' : Object.keys(excluded).join()
}

describe('what may be taken for ordinary', () => {
  test.each([
    ['nothing bad known', aCandidate(1), ''],
    ['nothing could be compared', aCandidate(1, { fingerprint_coherence_score: NaN }), ''],
    ['contradicts itself', aCandidate(1, { fingerprint_coherence_score: 0.2 }), 'incoherent'],
    ['an analyst says bot', aCandidate(1, { label: aLabel('bot') }), 'verdict'],
    ['an analyst says human, whatever else', aCandidate(1, { label: aLabel('human'), hit_rule: true }), ''],
    [
      'passed a challenge, but a rule hit',
      aCandidate(1, { label: aLabel('human', { source: 'challenge' }), hit_rule: true }),
      'rule',
    ],
    ['on a list of bots', aCandidate(1, { label: aLabel('bot', { source: 'known_bot' }) }), 'known_bot'],
    ['an address of a bot', withFeature('rep_bot_ip', 1), 'known_bot'],
    ['a crawler', withFeature('rep_crawler_verified', 1), 'verified_crawler'],
    ['says it is a crawler', withFeature('rep_crawler_verified', -1), 'false_crawler'],
    ["a scanner's user agent", withFeature('rep_scanner_ua', 1), 'scanner'],
    [
      'a program that says so',
      aCandidate(1, { evidence: someClient({ claimed_browser: '', user_agent: 'python-requests/2.28' }) }),
      'claims_no_browser',
    ],
    [
      'a crawler in the clothes of a browser',
      aCandidate(1, { evidence: someClient({ claimed_browser: '', user_agent: 'Mozilla/5.0 (compatible; Example)' }) }),
      'claims_no_browser',
    ],
    [
      'a browser of which nobody heard',
      aCandidate(1, { evidence: someClient({ claimed_browser: '', user_agent: 'Mozilla/5.0 (X11; Linux) New/1.0' }) }),
      '',
    ],
    ['failed a challenge before', withFeature('rep_challenge_fail', 0.5), 'challenge'],
  ])('%s', (_, candidate, reason) => {
    expect(reasonOf(candidate)).toBe(reason)
  })
})

describe("people's networks", () => {
  const on = (asn_label: string, at: number) => aCandidate(at, { evidence: someClient({ asn_label }) })

  test('alone count where the reference data knows most networks', () => {
    const known = [on('isp', 1), on('human', 2), on('isp', 3)]
    const { sessions, excluded, people_networks_only } = selectBaseline(
      [...known, on('hosting', 4), on('unknown', 5)],
      options,
    )
    expect(sessions).toEqual(known)
    expect({ excluded, people_networks_only }).toEqual({ excluded: { network: 2 }, people_networks_only: true })
  })

  test('do not count alone where it knows few, or too few sessions would be left', () => {
    const few = [on('isp', 1), on('unknown', 2), on('unknown', 3), on('unknown', 4)]
    expect(selectBaseline(few, options).sessions).toEqual(few)
    expect(selectBaseline([on('isp', 1), on('isp', 2), on('hosting', 3)], options).sessions).toHaveLength(3)
  })
})
