import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Spool } from './spool.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vigie-spool-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const open = (max_bytes = 1_000_000) => new Spool({ directory, max_bytes })
const segmentsIn = (place: number) => readdirSync(join(directory, String(place))).filter((name) => name !== 'lock')
function left(name: string, content: string): void {
  mkdirSync(join(directory, '1'), { recursive: true })
  writeFileSync(join(directory, '1', name), content)
}
const TOKEN = '0mwqc0vov-000001-0123abcd'

test.each([
  ['a line that a kill cut', `${TOKEN}.open`, '{"a":1}\n{"a":2}\n{"a":', '{"a":1}\n{"a":2}\n', 1],
  ['zeros that a power cut left', `${TOKEN}.open`, '{"a":1}\n{"a":2}\n\0\0\0\0\n', '{"a":1}\n{"a":2}\n', 1],
  ['a sealed file that a power cut shortened', `${TOKEN}.9.sealed`, '{"a":1}\n{"a":2}\n{"a"', '{"a":1}\n{"a":2}\n', 7],
  ['nothing', `${TOKEN}.open`, '{"a":1}\n{"a":2}\n', '{"a":1}\n{"a":2}\n', 0],
  ['what the store had refused', `${TOKEN}.2.refused`, '{"a":1}\n{"a":2}\n', '{"a":1}\n{"a":2}\n', 0],
])('%s is cut off and counted; the rest keeps its token', async (_, name, content, kept, torn) => {
  left(name, content)
  const spool = open()
  const segment = spool.next(0, 0)
  expect(segment).toMatchObject({ token: TOKEN, rows: 2, bytes: kept.length })
  if (!segment) return
  expect((await spool.read(segment)).toString()).toBe(kept)
  expect(spool.counters()).toMatchObject({ dropped_torn_rows: torn, spooled_rows: 2, spooled_bytes: kept.length })
  await spool.close()
})

test('a file with nothing whole in it goes away and is counted', async () => {
  left(`${TOKEN}.open`, '{"a":')
  const spool = open()
  expect(spool.next(0, 0)).toBeUndefined()
  expect(spool.counters()).toMatchObject({ dropped_torn_rows: 1, spooled_rows: 0 })
  expect(segmentsIn(1)).toEqual([])
  await spool.close()
})

test('two on one directory keep apart, and the one that stays takes over what the other leaves', async () => {
  const [first, second] = [open(), open()]
  first.append(Buffer.from('1\n'), 1)
  second.append(Buffer.from('2\n'), 1)
  first.adopt()
  expect([segmentsIn(1).length, segmentsIn(2).length]).toEqual([1, 1])
  await second.close()
  first.adopt()
  expect([segmentsIn(1).length, segmentsIn(2).length]).toEqual([2, 0])
  expect(first.counters()).toMatchObject({ spooled_rows: 2, spooled_bytes: 4 })
  await first.close()
})

test('while nobody sends, a segment grows; it is sealed when asked for, or when it is large', async () => {
  const spool = open(80_000)
  for (let row = 0; row < 9; row++) spool.append(Buffer.from(`${'x'.repeat(999)}\n`), 1)
  expect(segmentsIn(1)).toEqual([expect.stringMatching(/\.open$/)])
  expect(spool.next(Date.now(), 60_000)).toBeUndefined()
  spool.append(Buffer.from(`${'x'.repeat(999)}\n`), 1)
  expect(segmentsIn(1)).toEqual([expect.stringMatching(/\.10\.sealed$/)])
  spool.append(Buffer.from('1\n'), 1)
  const segment = spool.next(Date.now(), 0)
  expect(segment?.rows).toBe(10)
  if (segment) await spool.remove(segment)
  expect(spool.next(Date.now(), 0)?.rows).toBe(1)
  await spool.close()
})

test('a segment whose fate in the store is not known is never dropped, so that the count of lost rows is true', async () => {
  const spool = open(8000)
  spool.append(Buffer.from(`${'a'.repeat(999)}\n`), 1)
  const sending = spool.next(Date.now(), 0)
  if (sending) spool.hold(sending)
  for (let row = 0; row < 20; row++) spool.append(Buffer.from(`${'b'.repeat(999)}\n`), 1)
  expect(spool.next(Date.now(), 0)).toBe(sending)
  expect(spool.counters()).toMatchObject({ spooled_rows: 8, dropped_spool_rows: 13, dropped_spool_bytes: 13_000 })
  await spool.close()
})

test('a file that goes away under the sensor costs its rows, counted, and nothing else', async () => {
  const spool = open()
  spool.append(Buffer.from('1\n'), 1)
  rmSync(join(directory, '1', segmentsIn(1)[0] ?? ''))
  expect(spool.next(Date.now(), 0)).toBeUndefined()
  expect(spool.counters()).toMatchObject({ dropped_unreadable_rows: 1, spooled_rows: 0 })
  await spool.close()
})
