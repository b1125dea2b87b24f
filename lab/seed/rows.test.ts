import { expect, test } from 'vitest'
import { Request } from '#db/model/request.ts'
import { CLASSES, sessionsOf, type SeedPlan } from './rows.ts'

const plan: SeedPlan = {
  sessions: { humans: 72, scanners: 15, bots: 10, clusters: 4 },
  ...{ hours: 5, hosts: 3, seed: 7, until: new Date('2026-11-21T14:20:00Z') },
}
const sessions = [...sessionsOf(plan)]

test('the same plan makes the same rows, another seed others', () => {
  expect([...sessionsOf(plan)]).toEqual(sessions)
  expect([...sessionsOf({ ...plan, seed: 8 })]).not.toEqual(sessions)
})

test('every class has its sessions, each with an address of its own and within one hour that has passed', () => {
  for (const kind of CLASSES) expect(sessions.filter((one) => one.kind === kind)).toHaveLength(plan.sessions[kind])
  expect(new Set(sessions.map(({ rows }) => rows[0]?.src_ip)).size).toBe(sessions.length)
  for (const { rows } of sessions) {
    expect(new Set(rows.map(({ src_ip }) => src_ip)).size).toBe(1)
    expect(new Set(rows.filter(({ type }) => type === 'request').map(({ host }) => host)).size).toBe(1)
    expect(new Set(rows.map(({ time }) => time.slice(0, 13))).size).toBe(1)
    for (const { time } of rows) expect(time <= plan.until.toISOString()).toBe(true)
  }
})

test('rows keep the wire contract', () => {
  for (const row of sessions.flatMap(({ rows }) => rows)) expect(Request.safeParse(row).error).toBeUndefined()
})

test('a session speaks with one voice: one user agent, one JA4, one system', () => {
  for (const { rows } of sessions) {
    const asked = rows.filter(({ type }) => type === 'request')
    expect(new Set(asked.map(({ headers }) => headers.find(([name]) => /^user-agent$/i.test(name))?.[1])).size).toBe(1)
    expect(new Set(asked.map(({ ja4, os_guess, ip_meta_ttl }) => `${ja4} ${os_guess} ${ip_meta_ttl}`)).size).toBe(1)
  }
})

test('the browsers have the fingerprints that the real ones are known by', () => {
  const known = new Set(
    sessions.filter(({ kind }) => kind === 'humans').flatMap(({ rows }) => rows.map(({ ja4 }) => ja4)),
  )
  expect([...known].sort()).toEqual([
    't13d1516h2_8daaf6152771_d8a2da3f94cd',
    't13d1717h2_5b57614c22b0_3cbfd9057e0d',
    't13d2014h2_a09f3c656075_14788d8d241b',
  ])
})

test('who guesses passwords sends 20 to 50 forms, none of which lets in', () => {
  for (const { rows } of sessions.filter(({ kind }) => kind === 'clusters')) {
    expect(rows.length).toBeGreaterThanOrEqual(20)
    expect(rows.length).toBeLessThanOrEqual(50)
    for (const row of rows) expect(row).toMatchObject({ method: 'POST', path: '/login', status_code: 401 })
  }
})
