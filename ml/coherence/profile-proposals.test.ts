import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { SessionEvidence } from '#db/model/evidence.ts'
import { BUNDLED_PROFILES } from './bundled-profiles.ts'
import { judgeCoherence } from './judge-coherence.ts'
import { profileProposals } from './profile-proposals.ts'

const captured = z
  .array(z.object({ label: z.string(), evidence: SessionEvidence }))
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../testdata/captured-clients.json'), 'utf8')))
const [chromium] = captured.filter(({ label, evidence }) => label === 'chromium-headful' && evidence.scheme === 'https')
if (chromium === undefined) throw new Error('no Chromium was captured')

// As a Chrome with extensions that no profile knows would look.
const NEW_JA4 = 't13d1517h2_8daaf6152771_0123456789ab'
const person = (src_ip: string, more: Partial<SessionEvidence> = {}): SessionEvidence => ({
  ...chromium.evidence,
  src_ip,
  ja4: NEW_JA4,
  ja4_family: '',
  ...more,
})

test('what two addresses of verified people show and no profile knows is proposed with its proof', () => {
  const [proposal, ...others] = profileProposals([person('192.0.2.1'), person('192.0.2.2')], BUNDLED_PROFILES)
  expect(others).toEqual([])
  expect(proposal).toMatchObject({
    family: 'Chrome',
    version_from: 150,
    ja4s: [NEW_JA4],
    proof: { source: 'site', sessions: 2, first_day: '2026-11-21' },
  })
})

test('one address, what is known already, what came through a proxy, and who claims no browser are not proposed', () => {
  const is_known = { ja4: chromium.evidence.ja4 }
  const proxied = { behind_proxy: true }
  const nameless = { claimed_browser: '', claimed_engine: '' }
  expect(profileProposals([person('192.0.2.1'), person('192.0.2.1')], BUNDLED_PROFILES)).toEqual([])
  for (const more of [is_known, proxied, nameless]) {
    expect(profileProposals([person('192.0.2.1', more), person('192.0.2.2', more)], BUNDLED_PROFILES)).toEqual([])
  }
})

test('an accepted proposal makes its people fit; the same is not proposed again', () => {
  const people = [person('192.0.2.1'), person('192.0.2.2')]
  const [proposal] = profileProposals(people, BUNDLED_PROFILES)
  if (proposal === undefined) throw new Error('nothing was proposed')
  const accepted = [...BUNDLED_PROFILES, proposal]
  expect(judgeCoherence(person('192.0.2.9'), [], BUNDLED_PROFILES).coherence_axes.tls).toBe(0)
  expect(judgeCoherence(person('192.0.2.9'), [], accepted).coherence_axes.tls).toBe(1)
  expect(profileProposals(people, accepted)).toEqual([])
})
