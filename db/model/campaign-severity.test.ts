import { expect, test } from 'vitest'
import { type CampaignMeasure, NO_MEMBERS, severityOf } from './campaign-severity.ts'

const now = new Date('2026-11-21T12:00:00.000Z')
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString()

/** A dozen grave sessions of eight addresses on one host, evenly through the day up to a quarter of an hour ago. */
const DOZEN: CampaignMeasure = {
  ...{ members: 12, flagged: 12, current: 12, live: 12, grave: 12, ruled: 0, recent: 1 },
  ...{ addresses: 8, networks: 2, hosts: 1, first_acted_at: ago(20), last_flagged_at: ago(0.25) },
}
const LARGE = { members: 200, flagged: 200, current: 200, live: 200, grave: 200, addresses: 120, recent: 20 }

const judge = (given: Partial<CampaignMeasure> = {}) => severityOf({ ...DOZEN, ...given }, now)

test('a campaign that nobody is flagged in any more is closed and Low, and says so', () => {
  const cleared = judge({ flagged: 0, live: 0, grave: 0, last_flagged_at: '', first_acted_at: '' })
  expect(cleared).toMatchObject({ threat_level: 'LOW', state: 'closed' })
  expect(cleared.severity_reason).toBe('Closed: none of its 12 sessions is flagged any more.')
  expect(severityOf(NO_MEMBERS, now)).toMatchObject({ threat_level: 'LOW', state: 'closed' })
})

test('a quiet campaign sinks within hours and is closed after a day', () => {
  const levels = [0.25, 3, 8, 23].map((hours) => judge({ recent: 0, last_flagged_at: ago(hours) }).threat_level)
  expect(levels).toEqual(['HIGH', 'MEDIUM', 'MEDIUM', 'MEDIUM'])
  expect(judge({ recent: 0, last_flagged_at: ago(3) })).toMatchObject({ state: 'quiet' })
  const over = judge({ current: 0, live: 0, grave: 0, recent: 0, first_acted_at: '', last_flagged_at: ago(50) })
  expect(over).toEqual({
    threat_level: 'LOW',
    state: 'closed',
    severity_reason: 'Closed: nothing of it was seen for 2 days.',
  })
})

test('levels, size, spread and growth each raise it, and the reason names what did', () => {
  const five = { members: 5, flagged: 5, current: 5, live: 5, grave: 5, addresses: 5 }
  expect(judge(five).threat_level).toBe('MEDIUM')
  expect(judge().threat_level).toBe('HIGH')
  expect(judge(LARGE).threat_level).toBe('CRITICAL')
  expect(judge({ ...five, grave: 0 }).threat_level).toBe('LOW')
  expect(judge({ ...five, ruled: 3 }).severity_reason).toBe(
    'High: half of its sessions or more at High and above (+2), rules speak of 3 of its sessions (+1).',
  )
  expect(judge({ recent: 8 }).severity_reason).toMatch(/8 sessions within two hours, it grows \(\+1\)/)
  expect(judge({ recent: 12, first_acted_at: ago(1) }).severity_reason).not.toMatch(/grows/)
})

test('sessions of Medium are no Critical campaign, however many and however fast', () => {
  expect(judge({ ...LARGE, grave: 0, ruled: 90, networks: 30, hosts: 9, recent: 190 }).threat_level).toBe('HIGH')
})

test('a campaign most of whose sessions of the day were cleared sinks', () => {
  expect(judge({ ...LARGE, flagged: 60, live: 60, grave: 60, recent: 5 }).threat_level).toBe('HIGH')
})
