import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { aCandidate, aLabel, someClient } from '../training/candidate.builder.ts'
import { challengeLabelsOf } from './challenge-labels.ts'
import { mostTrusted } from './collect-labels.ts'
import { listLabelsOf } from './list-labels.ts'
import { readLabLabels } from './read-lab-labels.ts'
import { settledLabelOf } from './settled-label.ts'

const [session_id, at] = ['79bf8-1', '2026-01-30T00:00:00.000Z']

describe('where sources disagree', () => {
  test('a verdict is believed before a list, a list before a challenge, whatever came later', () => {
    const verdict = aLabel('human', { session_id, at })
    const known_bot = aLabel('bot', { session_id, source: 'known_bot', at: '2026-01-31T00:00:00.000Z' })
    const challenge = aLabel('human', { session_id, source: 'challenge' })
    expect(mostTrusted([challenge, known_bot, verdict]).get(session_id)).toEqual(verdict)
    expect(mostTrusted([known_bot, challenge]).get(session_id)).toEqual(known_bot)
  })

  test('of one source the newer counts', () => {
    const [older, newer] = [aLabel('human', { session_id, at }), aLabel('bot', { session_id, at: `${at}1` })]
    expect(mostTrusted([newer, older]).get(session_id)).toEqual(newer)
  })
})

describe('every label says where it comes from', () => {
  const labelsOf = (given: Parameters<typeof someClient>[0]) =>
    listLabelsOf(aCandidate(1, { evidence: someClient(given) })).map(({ label, source, source_id }) => [
      ...[label, source, source_id],
    ])

  test("lists: a bot's address or fingerprint, a crawler from its own addresses under its own name", () => {
    expect(labelsOf({ bot_ip: 'Sqwid' })).toEqual([['bot', 'known_bot', 'Sqwid']])
    expect(labelsOf({ bot_ja4: 'sliver' })).toEqual([['bot', 'known_bot', 'sliver']])
    expect(labelsOf({ crawler: 'Googlebot', user_agent: 'Mozilla/5.0 (compatible; Googlebot/2.1)' })).toEqual([
      ['bot', 'verified_crawler', 'Googlebot'],
    ])
    expect(labelsOf({ crawler: 'Googlebot' })).toEqual([])
    expect(labelsOf({})).toEqual([])
  })

  test('challenges: weakly, a person when passed and a machine when failed', () => {
    const told = (challenge: 'passed' | 'failed' | 'none') =>
      challengeLabelsOf(aCandidate(1, { challenge })).map(({ label, weight }) => [label, weight])
    expect([told('passed'), told('failed'), told('none')]).toEqual([[['human', 0.3]], [['bot', 0.3]], []])
  })

  test("the rule layer's lists, and never a model's own score", () => {
    const settled = { session_id, bot_name: 'AhrefsBot', scored_at: at }
    expect(settledLabelOf({ ...settled, decided_by: 'verified_crawler' })).toMatchObject({
      ...{ label: 'bot', source: 'verified_crawler', source_id: 'AhrefsBot' },
    })
    for (const decided_by of ['model', 'rule', 'challenge']) {
      expect(settledLabelOf({ ...settled, decided_by })).toBeUndefined()
    }
  })

  test("a laboratory's file, line by line; a wrong line is named", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vigie-labels-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'labels.ndjson')
    writeFileSync(
      path,
      '{"src_ip":"192.0.2.1","label":"bot","kind":"curl"}\n\n{"src_ip":"192.0.2.2","label":"human"}\n',
    )
    const labels = await readLabLabels(path)
    expect(labels.get('192.0.2.1')).toEqual({ label: 'bot', source: 'lab', source_id: 'curl', weight: 1 })
    expect(labels.get('192.0.2.2')?.label).toBe('human')
    writeFileSync(path, '{"src_ip":"192.0.2.1","label":"robot"}\n')
    await expect(readLabLabels(path)).rejects.toThrow(/line 1/)
  })
})
