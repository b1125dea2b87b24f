import { describe, expect, test } from 'vitest'
import { planPeople } from './people.ts'
import { randomOf } from './random.ts'

const planned = (seed: number, sessions = 400) => planPeople(sessions, randomOf(seed))

describe('a plan of people', () => {
  test('makes at least the sessions asked for', () => {
    const stays = planned(1).flatMap((person) => person.stays)
    expect(stays.length).toBeGreaterThanOrEqual(400)
  })

  test('is the same for the same seed, and another for another', () => {
    expect(planned(5, 50)).toEqual(planned(5, 50))
    expect(planned(5, 50)).not.toEqual(planned(6, 50))
  })

  test('nobody goes to a site twice, and everybody begins by opening a page', () => {
    for (const { stays } of planned(2)) {
      expect(new Set(stays.map(({ host }) => host)).size).toBe(stays.length)
      for (const { steps } of stays) expect(steps[0]?.kind).toBe('open')
    }
  })

  test('varies what a real site sees vary', () => {
    const people = planned(3)
    const stays = people.flatMap((person) => person.stays)
    const kinds = new Set(stays.flatMap(({ steps }) => steps.map(({ kind }) => kind)))
    expect([...kinds].sort()).toEqual(['back', 'follow', 'open', 'reload', 'sign-in', 'write'])
    expect(new Set(stays.map(({ scheme }) => scheme))).toEqual(new Set(['http', 'https']))
    expect(new Set(people.map(({ profile }) => profile.languages)).size).toBeGreaterThan(3)
    expect(people.some(({ profile }) => profile.switches.length > 0)).toBe(true)
  })

  test('no pause is longer than forty seconds', () => {
    const pauses = planned(4).flatMap(({ stays }) =>
      stays.flatMap(({ steps }) => steps.map(({ pause_ms }) => pause_ms)),
    )
    expect(Math.max(...pauses)).toBeLessThanOrEqual(40_000)
  })
})
