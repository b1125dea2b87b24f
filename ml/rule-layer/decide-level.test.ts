import { describe, expect, test } from 'vitest'
import type { ChallengeRecord } from '#db/model/challenge.ts'
import { ChallengeBook } from './challenge-book.ts'
import { challengeOfLine } from './challenge-of-line.ts'
import { decideLevel, type KnownOfSession, NO_CRAWLER } from './decide-level.ts'

const nothing: ChallengeRecord = {
  ...{ src_ip: '192.0.2.7', host: 'shop.example', deny_rule: '', allow_rule: '' },
  ...{ served: 0, passed: 0, failed: 0, denied: 0, allowed: 0 },
}
const nobody = { bot_ip: '', bot_ja4: '', claimed_browser: '', user_agent: 'Mozilla/5.0 Chrome/150 GPTBot/1.2' }
const decide = (given: Partial<KnownOfSession>) =>
  decideLevel({
    level: 'NORMAL',
    evidence: nobody,
    ...{ bot_probability: NaN, learnt_browsers: ['Chrome', 'Firefox'] },
    judgement: { browser_family: '', browser_confidence: 0, fingerprint_coherence_score: 1 },
    crawler: NO_CRAWLER,
    challenge: undefined,
    rule_level: undefined,
    ...given,
  })
const listed = { ...nobody, bot_ip: 'Censys' }
const program = { ...nobody, bot_ja4: 'curl', user_agent: 'curl/8.5.0' }
const disguised = { ...program, claimed_browser: 'Chrome' }
const verified = { name: 'Googlebot', proof: 'verified' } as const
const denied = { ...nothing, denied: 1, deny_rule: 'bot/scrapers' }

function claims(fingerprint_coherence_score: number) {
  return {
    evidence: { ...nobody, claimed_browser: 'Chrome' },
    judgement: { browser_family: '', browser_confidence: 0, fingerprint_coherence_score },
  }
}

describe('the order in which a level is decided', () => {
  test.each([
    ['a list before all else', { evidence: listed, crawler: verified, challenge: denied }, 'KNOWN_BOT', 'known_bot'],
    ['a proven crawler before a challenge', { crawler: verified, challenge: denied }, 'KNOWN_BOT', 'verified_crawler'],
    ['a challenge before rule and model', { challenge: denied, rule_level: 'CRITICAL' }, 'ANUBIS_DENY', 'challenge'],
    ['a rule above the model', { level: 'MEDIUM', rule_level: 'HIGH' }, 'HIGH', 'rule'],
    ['the model above a rule', { level: 'CRITICAL', rule_level: 'HIGH' }, 'CRITICAL', 'model'],
    ['a false crawler is raised', { crawler: { name: 'Googlebot', proof: 'false' } }, 'HIGH', 'false_crawler'],
    [
      'a rule above a false crawler',
      { crawler: { name: 'x', proof: 'false' }, rule_level: 'CRITICAL' },
      'CRITICAL',
      'rule',
    ],
    ['a browser that is contradicted is raised', { ...claims(0.4) }, 'MEDIUM', 'contradiction'],
    ['one that is contradicted on nearly all axes more', { ...claims(0.1) }, 'HIGH', 'contradiction'],
    ['the model above contradictions', { ...claims(0.1), level: 'CRITICAL' }, 'CRITICAL', 'model'],
    ['what fits mostly is not raised', { ...claims(0.7) }, 'NORMAL', 'model'],
    ['what cannot be compared is not raised', { ...claims(NaN) }, 'NORMAL', 'model'],
    ['an open question stays open', { crawler: { name: 'x', proof: 'pending' } }, 'NORMAL', 'pending_crawler'],
    ['no answer raises nobody', { crawler: { name: 'x', proof: 'unknown' } }, 'NORMAL', 'model'],
  ] as const)('%s', (_, given, threat_level, decided_by) => {
    expect(decide(given)).toMatchObject({ threat_level, decided_by })
  })

  test.each([
    ['that says what it is', { level: 'CRITICAL' }, 'KNOWN_BOT', 'known_bot'],
    ['of which a rule speaks', { level: 'LOW', rule_level: 'HIGH' }, 'HIGH', 'rule'],
    ['that the model finds graver than a rule', { level: 'CRITICAL', rule_level: 'MEDIUM' }, 'CRITICAL', 'model'],
    ['that a challenge turned away', { challenge: denied }, 'ANUBIS_DENY', 'challenge'],
    ['that says it is a browser', { level: 'HIGH', evidence: disguised }, 'HIGH', 'model'],
    ['that says it is a crawler', { crawler: { name: 'Googlebot', proof: 'false' } }, 'HIGH', 'false_crawler'],
    ['whose crawler is asked for', { crawler: { name: 'Googlebot', proof: 'pending' } }, 'NORMAL', 'pending_crawler'],
  ] as const)('a program with a listed JA4 keeps its name; one %s', (_, given, threat_level, decided_by) => {
    expect(decide({ evidence: program, ...given })).toMatchObject({ threat_level, decided_by, bot_name: 'curl' })
  })

  test('a browser by evidence is one when nothing speaks against it', () => {
    const judgement = { browser_family: 'Firefox', browser_confidence: 0.55, fingerprint_coherence_score: 1 }
    expect(decide({ judgement, level: 'LOW' }).threat_level).toBe('LEGITIMATE_BROWSER')
    expect(decide({ judgement, level: 'MEDIUM' }).threat_level).toBe('MEDIUM')
    expect(decide({ judgement, rule_level: 'LOW' }).threat_level).toBe('LOW')
    expect(decide({ judgement: { ...judgement, browser_confidence: 0.54 } }).threat_level).toBe('NORMAL')
    expect(decide({ judgement: { ...judgement, browser_family: 'curl' } }).threat_level).toBe('NORMAL')
    expect(decide({ judgement, evidence: disguised }).threat_level).toBe('NORMAL')
  })
})

describe('a browser whose people the model never met', () => {
  const judgement = { browser_family: 'Safari', browser_confidence: 0.7, fingerprint_coherence_score: 0.95 }
  const safari = { judgement, level: 'CRITICAL', evidence: { ...nobody, claimed_browser: 'Safari' } } as const

  test.each([
    ['fits its claim', {}],
    ['is more likely a person', { bot_probability: 0.06 }],
    ['passed a challenge', { challenge: { ...nothing, served: 1, passed: 1 } }],
  ] as const)('is not suspicious for that alone when it %s', (_, given) => {
    expect(decide({ ...safari, ...given })).toMatchObject({ threat_level: 'LEGITIMATE_BROWSER', decided_by: 'model' })
  })

  test.each([
    ['the model learnt from its people', { learnt_browsers: ['Safari'] }, 'CRITICAL'],
    ['it is more likely a bot', { bot_probability: 0.5 }, 'CRITICAL'],
    ['it contradicts itself', { judgement: { ...judgement, fingerprint_coherence_score: 0.89 } }, 'CRITICAL'],
    ['nothing can be compared', { judgement: { ...judgement, fingerprint_coherence_score: NaN } }, 'CRITICAL'],
    ['it claims no browser', { evidence: nobody }, 'CRITICAL'],
    ['it left a challenge unanswered', { challenge: { ...nothing, served: 1 } }, 'CRITICAL'],
    ['a rule speaks of it, below the model', { rule_level: 'MEDIUM' }, 'CRITICAL'],
    ['a rule speaks of it, above the model', { level: 'LOW', rule_level: 'HIGH' }, 'HIGH'],
    ['its crawler is false', { level: 'NORMAL', crawler: { name: 'Googlebot', proof: 'false' } }, 'HIGH'],
  ] as const)('stays as it is when %s', (_, given, threat_level) => {
    expect(decide({ ...safari, ...given }).threat_level).toBe(threat_level)
  })
})

describe('challenges', () => {
  test('one that was failed turns away unless it was passed too; one that was only served does not', () => {
    expect(decide({ challenge: { ...nothing, served: 2, failed: 1 } }).threat_level).toBe('ANUBIS_DENY')
    expect(decide({ challenge: { ...nothing, failed: 1, passed: 1 } }).threat_level).toBe('NORMAL')
    expect(decide({ challenge: { ...nothing, served: 9 } })).toMatchObject({
      ...{ threat_level: 'NORMAL', anubis_bot_action: 'CHALLENGE' },
    })
  })

  test('a rule that lets a bot through names it; one that lets a path through does not', () => {
    const allowed = { ...nothing, allowed: 1 }
    expect(decide({ challenge: { ...allowed, allow_rule: 'bot/gptbot' } })).toMatchObject({
      ...{ threat_level: 'KNOWN_BOT', bot_name: 'gptbot', anubis_bot_action: 'ALLOW' },
    })
    expect(decide({ challenge: { ...allowed, allow_rule: 'bot/favicon' } }).threat_level).toBe('NORMAL')
  })

  test('what is told without a host holds for every host', () => {
    const book = new ChallengeBook([
      { ...nothing, served: 1 },
      { ...denied, host: '' },
    ])
    expect(book.of('192.0.2.7', 'shop.example')).toMatchObject({ served: 1, denied: 1, deny_rule: 'bot/scrapers' })
    expect(book.of('192.0.2.7', 'other.example')).toMatchObject({ served: 0, denied: 1 })
    expect(book.of('192.0.2.8', 'shop.example')).toBeUndefined()
  })
})

describe("a line of Anubis' log", () => {
  const line = (msg: string, more: object = {}) =>
    challengeOfLine(
      JSON.stringify({
        time: '2026-01-31T12:00:00.5+01:00',
        msg,
        'x-real-ip': '192.0.2.7',
        host: 'Shop.example:443',
        ...more,
      }),
    )

  test('says what became of a visitor', () => {
    const check_result = { name: 'bot/ai-robots-txt', rule: 'DENY', weight: 0 }
    expect(line('explicit deny', { check_result })).toEqual({
      ...{ time: '2026-01-31T12:00:00.5+01:00', src_ip: '192.0.2.7', host: 'shop.example' },
      ...{ outcome: 'denied', rule: 'bot/ai-robots-txt' },
    })
    expect(line('new challenge issued')?.outcome).toBe('served')
    expect(line('challenge passed, redirecting to app')?.outcome).toBe('passed')
    expect(line('challenge validate call failed')?.outcome).toBe('failed')
    expect(line('hash does not match')?.outcome).toBe('failed')
  })

  test('tells of something else, or is no line at all', () => {
    expect(line('listening')).toBeUndefined()
    expect(line('explicit deny', { 'x-real-ip': 'nobody' })).toBeUndefined()
    expect(line('explicit deny', { 'x-real-ip': '', 'x-forwarded-for': '2001:db8::7, 10.0.0.1' })?.src_ip).toBe(
      '2001:db8::7',
    )
    expect(challengeOfLine('{"time":')).toBeUndefined()
    expect(challengeOfLine('[]')).toBeUndefined()
  })
})
