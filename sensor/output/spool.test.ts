import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FRAME_HEADER_BYTES, sealFrame } from './segment-frames.ts'
import { Spool } from './spool.ts'
import { beginningOf } from './spool-segment.ts'

const HEADER = Buffer.from('names')
const BEGINNING = beginningOf(HEADER)
/** Rows of a test are one character each. */
function frameOf(content: string, rows = content.length): Buffer {
  const frame = Buffer.concat([Buffer.alloc(FRAME_HEADER_BYTES), Buffer.from(content)])
  sealFrame(frame, rows)
  return frame
}
const fileOf = (...contents: string[]) => Buffer.concat([BEGINNING, ...contents.map((content) => frameOf(content))])

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vigie-spool-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const open = (max_bytes = 1_000_000) => new Spool({ directory, max_bytes, header: HEADER })
const segmentsIn = (place: number) => readdirSync(join(directory, String(place))).filter((name) => name !== 'lock')
function left(name: string, content: string | Buffer): void {
  mkdirSync(join(directory, '1'), { recursive: true })
  writeFileSync(join(directory, '1', name), content)
}
const TOKEN = '0mwqc0vov-000001-0123abcd'
const TWO = fileOf('a', 'b')
const zeroed = (file: Buffer, from: number) => Buffer.from(file).fill(0, from)
const changed = (file: Buffer, at: number) => Buffer.from(file).fill('?', at, at + 1)

test.each([
  ['a frame that a kill cut', `${TOKEN}.open`, fileOf('a', 'b', 'c').subarray(0, -1), 1],
  ['the head of a frame', `${TOKEN}.open`, fileOf('a', 'b', 'c').subarray(0, TWO.length + 5), 1],
  ['zeros that a power cut left', `${TOKEN}.open`, zeroed(fileOf('a', 'b', 'cdefg'), TWO.length), 1],
  ['what a power cut left of a frame', `${TOKEN}.open`, changed(fileOf('a', 'b', 'c'), TWO.length + 12), 1],
  ['a sealed file that a power cut shortened', `${TOKEN}.9.sealed`, fileOf('a', 'b', 'cdefghi').subarray(0, -3), 7],
  ['nothing', `${TOKEN}.open`, TWO, 0],
  ['what the store had refused', `${TOKEN}.2.refused`, TWO, 0],
])('%s is cut off and counted; the rest keeps its token', async (_, name, content, torn) => {
  left(name, content)
  const spool = open()
  const segment = spool.next(0, 0)
  expect(segment).toMatchObject({ token: TOKEN, rows: 2, bytes: TWO.length })
  if (!segment) return
  expect(await spool.read(segment)).toEqual({ contract: 'typed', header: HEADER, rows: Buffer.from('ab') })
  expect(spool.counters()).toMatchObject({ dropped_torn_rows: torn, spooled_rows: 2, spooled_bytes: TWO.length })
  await spool.close()
})

const LINES = '{"a":1}\n{"a":2}\n'
test.each([
  ['a line that a kill cut', `${TOKEN}.open`, `${LINES}{"a":`, 1],
  ['zeros that a power cut left', `${TOKEN}.open`, `${LINES}\0\0\0\0\n`, 1],
  ['a sealed file that a power cut shortened', `${TOKEN}.9.sealed`, `${LINES}{"a"`, 7],
  ['nothing', `${TOKEN}.open`, LINES, 0],
  ['nothing', `${TOKEN}.2.sealed`, LINES, 0],
  ['what the store had refused', `${TOKEN}.2.refused`, LINES, 0],
])('of lines that an earlier version left, %s is cut off and counted', async (_, name, content, torn) => {
  left(name, content)
  const spool = open()
  const segment = spool.next(0, 0)
  expect(segment).toMatchObject({ token: TOKEN, rows: 2, bytes: LINES.length })
  if (!segment) return
  expect(await spool.read(segment)).toEqual({ contract: 'raw', lines: Buffer.from(LINES) })
  expect(spool.counters()).toMatchObject({ dropped_torn_rows: torn, spooled_rows: 2, spooled_bytes: LINES.length })
  await spool.close()
})

test.each([
  ['the beginning', BEGINNING.subarray(0, 3), 1],
  ['a part of the header', BEGINNING.subarray(0, -2), 1],
  ['a header without rows', BEGINNING, 0],
  ['a part of a line', Buffer.from('{"a":'), 1],
  ['nothing at all', Buffer.alloc(0), 0],
])('a file with only %s in it goes away', async (_, content, torn) => {
  left(`${TOKEN}.open`, content)
  const spool = open()
  expect(spool.next(0, 0)).toBeUndefined()
  expect(spool.counters()).toMatchObject({ dropped_torn_rows: torn, spooled_rows: 0 })
  expect(segmentsIn(1)).toEqual([])
  await spool.close()
})

test('a file cut at any byte gives the rows of its whole frames', async () => {
  const contents = ['ab', 'c', 'defg']
  const file = fileOf(...contents)
  for (let length = 0; length < file.length; length += 1) {
    left(`${TOKEN}.open`, file.subarray(0, length))
    const spool = open()
    const whole = contents.filter((_, index) => fileOf(...contents.slice(0, index + 1)).length <= length).join('')
    const segment = spool.next(0, 0)
    expect(segment?.rows ?? 0, `${length} bytes`).toBe(whole.length)
    if (segment) {
      expect(await spool.read(segment)).toMatchObject({ rows: Buffer.from(whole) })
      await spool.remove(segment)
    }
    await spool.close()
  }
})

test('two on one directory keep apart, and the one that stays takes over what the other leaves', async () => {
  const [first, second] = [open(), open()]
  first.append(frameOf('1'), 1)
  second.append(frameOf('2'), 1)
  first.adopt()
  expect([segmentsIn(1).length, segmentsIn(2).length]).toEqual([1, 1])
  await second.close()
  first.adopt()
  expect([segmentsIn(1).length, segmentsIn(2).length]).toEqual([2, 0])
  expect(first.counters()).toMatchObject({ spooled_rows: 2, spooled_bytes: 2 * fileOf('1').length })
  await first.close()
})

test('while nobody sends, a segment grows; it is sealed when asked for, or when it is large', async () => {
  const spool = open(80_000)
  for (let row = 0; row < 9; row++) spool.append(frameOf('x'.repeat(990), 1), 1)
  expect(segmentsIn(1)).toEqual([expect.stringMatching(/\.open$/)])
  expect(spool.next(Date.now(), 60_000)).toBeUndefined()
  spool.append(frameOf('x'.repeat(990), 1), 1)
  expect(segmentsIn(1)).toEqual([expect.stringMatching(/\.10\.sealed$/)])
  spool.append(frameOf('1'), 1)
  const segment = spool.next(Date.now(), 0)
  expect(segment?.rows).toBe(10)
  if (segment) await spool.remove(segment)
  expect(spool.next(Date.now(), 0)?.rows).toBe(1)
  await spool.close()
})

test('a segment whose fate in the store is not known is never dropped, so that the count of lost rows is true', async () => {
  const large = frameOf('a'.repeat(990), 1)
  const bytes = BEGINNING.length + large.length
  const spool = open(8 * bytes)
  spool.append(large, 1)
  const sending = spool.next(Date.now(), 0)
  if (sending) spool.hold(sending)
  for (let row = 0; row < 20; row++) spool.append(large, 1)
  expect(spool.next(Date.now(), 0)).toBe(sending)
  expect(spool.counters()).toMatchObject({ spooled_rows: 8, dropped_spool_rows: 13, dropped_spool_bytes: 13 * bytes })
  await spool.close()
})

test('a file that goes away under the sensor costs its rows, counted, and nothing else', async () => {
  const spool = open()
  spool.append(frameOf('1'), 1)
  rmSync(join(directory, '1', segmentsIn(1)[0] ?? ''))
  expect(spool.next(Date.now(), 0)).toBeUndefined()
  expect(spool.counters()).toMatchObject({ dropped_unreadable_rows: 1, spooled_rows: 0 })
  await spool.close()
})
