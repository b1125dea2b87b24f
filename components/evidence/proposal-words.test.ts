import { expect, test } from 'vitest'
import type { ScoreModel, SessionScore } from '#db/model/session-detail.ts'
import { namedBy, proposalOf, raisedWords } from './proposal-words.ts'

const flagged: SessionScore = {
  ...{ anomaly_score: 0.6, threat_level: 'HIGH', model_name: 'complet', model_version: 'complet-1' },
  ...{ scored_at: '2026-11-21T19:00:00Z', bot_probability: 0.9, eif_score: 1, ae_recon_error: 1, knn_distance: 1 },
  ...{ xgb_prob: 1, fingerprint_coherence_score: 1, coherence_axes: {}, browser_family: 'Safari' },
  ...{ decided_by: 'model', bot_name: '', bot_ip: '', bot_ip_list: '', bot_ja4: '' },
}
const proposed = (score: Partial<SessionScore>, explained = true) => proposalOf({ ...flagged, ...score }, explained)

test('a flagged session is proposed as a bot only when its probability does not speak against that', () => {
  expect(proposed({})).toBe('bot')
  expect(proposed({ bot_probability: null })).toBe('bot')
  expect(proposed({ bot_probability: 0.06 })).toMatch(/^unsure: .*below a half/)
  expect(proposed({ threat_level: 'NORMAL', bot_probability: 0.06 })).toBe('human')
  expect(proposed({ threat_level: 'NORMAL' })).toMatch(/^unsure: .*a half or more/)
})

test('what is not known is unsure; a rule needs no model', () => {
  expect(proposed({}, false)).toMatch(/^unsure/)
  expect(proposed({ fingerprint_coherence_score: null })).toMatch(/^unsure/)
  expect(proposed({ decided_by: 'rule', bot_probability: 0.06 }, false)).toMatch(/^bot: a rule/)
})

test('a known bot has its name, and who gave it; a tool that did not decide is named too', () => {
  const known = { threat_level: 'KNOWN_BOT', decided_by: 'known_bot', bot_name: 'Censys', bot_ip: 'Censys' } as const
  expect(proposed(known)).toBe('bot: Censys')
  expect(namedBy({ ...flagged, ...known, bot_ip_list: 'scanners' })).toBe(
    'The list scanners has its address as Censys.',
  )
  expect(namedBy({ ...flagged, decided_by: 'rule', bot_ja4: 'curl' })).toMatch(/JA4\) as that of curl/)
  expect(proposed({ threat_level: 'NORMAL', bot_probability: 0.1, bot_ja4: 'curl' })).toMatch(/^unsure: .*curl/)
  expect(namedBy({ ...flagged, threat_level: 'KNOWN_BOT', decided_by: 'known_bot', bot_name: 'x' })).toMatch(/of now/)
  expect(namedBy(flagged)).toBe('')
})

test('a session that a rule raised is told apart from one that the model finds unusual', () => {
  const model: ScoreModel = {
    ...({ origin: 'site', trained_at: '2026-11-21T00:00:00Z', population: '', calibration: 'none' } as const),
    thresholds: { LOW: 0.2, MEDIUM: 0.3, HIGH: 0.5, CRITICAL: 0.8 },
  }
  const raised = { ...flagged, decided_by: 'rule', threat_level: 'MEDIUM', anomaly_score: 0.154 } as const
  expect(raisedWords(raised, model)).toBe(
    'The score alone (0.154) would be Normal: what a rule counted made it Medium.',
  )
  expect(raisedWords({ ...raised, anomaly_score: 0.6 }, model)).toBe('')
  expect(raisedWords(flagged, model)).toBe('')
})
