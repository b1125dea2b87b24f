import fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { Unreadable } from './parse.ts'

const Key = z.object({ at: z.string(), score: z.number().nullable() })
const key = fc.record({ at: fc.string(), score: fc.option(fc.integer(), { nil: null }) })
const binding = fc.record({ sort: fc.string(), host: fc.string() })
const secret = 'a secret of ours'

it('a cursor gives back its key, whatever the order in which the filter was written', () => {
  fc.assert(
    fc.property(binding, key, ({ sort, host }, value) => {
      expect(decodeCursor({ host, sort }, encodeCursor({ sort, host }, value, secret), Key, secret)).toEqual(value)
    }),
  )
})

it('a cursor of another filter or another server is refused', () => {
  fc.assert(
    fc.property(binding, binding, key, (mine, other, value) => {
      fc.pre(JSON.stringify(mine) !== JSON.stringify(other))
      const cursor = encodeCursor(mine, value, secret)
      expect(() => decodeCursor(other, cursor, Key, secret)).toThrow(Unreadable)
      expect(() => decodeCursor(mine, cursor, Key, 'their secret')).toThrow(Unreadable)
    }),
  )
})

it('no text that we did not make is taken for a cursor, and none breaks us', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => decodeCursor({}, text, Key, secret)).toThrow(Unreadable)
    }),
  )
})

it('a cursor with one character changed is refused', () => {
  fc.assert(
    fc.property(key, fc.nat(), (value, at) => {
      const cursor = encodeCursor({}, value, secret)
      const place = at % cursor.indexOf('.')
      const changed = cursor.slice(0, place) + (cursor[place] === 'A' ? 'B' : 'A') + cursor.slice(place + 1)
      expect(() => decodeCursor({}, changed, Key, secret)).toThrow(Unreadable)
    }),
  )
})
